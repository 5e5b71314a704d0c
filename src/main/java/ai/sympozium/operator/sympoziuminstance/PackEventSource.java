package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import ai.sympozium.operator.kube.ListPages;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Triggers the instances that attach a pack when it changes, and reads packs from its cache. */
final class PackEventSource implements SkillPackReader {
  private final EventSourceContext<SympoziumInstance> context;
  private final String operatorNamespace;
  private final InformerEventSource<SkillPack, SympoziumInstance> packs;

  PackEventSource(EventSourceContext<SympoziumInstance> context, String operatorNamespace) {
    this.context = context;
    this.operatorNamespace = operatorNamespace;
    packs =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(SkillPack.class, SympoziumInstance.class)
                .withName("instance-packs")
                .withWatchAllNamespaces()
                .withInformerListLimit(ListPages.MAX_SIZE)
                .withItemStore(InstanceStores.packs())
                .withSecondaryToPrimaryMapper(this::attachingInstances)
                .build(),
            context);
  }

  EventSource<?, SympoziumInstance> eventSource() {
    return packs;
  }

  @Override
  public Optional<SkillPack> pack(String namespace, String name) {
    return packs.get(new ResourceID(name, namespace));
  }

  @Override
  public String operatorNamespace() {
    return operatorNamespace;
  }

  private Set<ResourceID> attachingInstances(SkillPack pack) {
    return context
        .getPrimaryCache()
        .list(instance -> attaches(instance, pack))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private boolean attaches(SympoziumInstance instance, SkillPack pack) {
    String packNamespace = pack.getMetadata().getNamespace();
    boolean reachable =
        packNamespace.equals(operatorNamespace)
            || packNamespace.equals(instance.getMetadata().getNamespace());
    // Without a spec, only a reconcile can decide.
    return reachable
        && (instance.getSpec() == null
            || instance.getSpec().skills().stream()
                .anyMatch(ref -> pack.getMetadata().getName().equals(ref.skillPackRef())));
  }
}

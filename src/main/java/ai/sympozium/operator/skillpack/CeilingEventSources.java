package ai.sympozium.operator.skillpack;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingReader;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingStores;
import ai.sympozium.operator.kube.ListPages;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Triggers packs when the ceiling changes, and returns the ceiling from the informer caches. */
final class CeilingEventSources {
  private static final String AGGREGATED_ROLE = SympoziumLabels.LABEL_AGGREGATED_CEILING + "=true";
  private static final String CEILING_BINDINGS = SympoziumLabels.LABEL_NAMESPACE_CEILING + "=true";

  private final EventSourceContext<SkillPack> context;
  private final String operatorNamespace;
  private final CeilingReader ceilings;
  private final InformerEventSource<ClusterRole, SkillPack> aggregatedRole;
  private final InformerEventSource<RoleBinding, SkillPack> ceilingBindings;

  CeilingEventSources(
      KubernetesClient client, OperatorConfig config, EventSourceContext<SkillPack> context) {
    this.context = context;
    operatorNamespace = config.namespace();
    ceilings = new CeilingReader(client, config.namespace(), config.allowedDangerousPermissions());
    aggregatedRole =
        informer(
            ClusterRole.class,
            "pack-ceiling",
            AGGREGATED_ROLE,
            CeilingStores.roles(),
            role -> packs(pack -> true));
    ceilingBindings =
        informer(
            RoleBinding.class,
            "pack-ceiling-rolebindings",
            CEILING_BINDINGS,
            CeilingStores.bindings(config.namespace()),
            binding -> packs(pack -> canBeAttachedIn(binding.getMetadata().getNamespace(), pack)));
  }

  List<EventSource<?, SkillPack>> eventSources() {
    return List.of(aggregatedRole, ceilingBindings);
  }

  /** Returns the limits of a namespace. Only the roles of its own bindings are read live. */
  GrantPolicy limits(String namespace) {
    return ceilings.resolve(
        aggregatedRole.get(new ResourceID(Ceiling.NAME)),
        ceilingBindings.list(namespace, binding -> true).toList());
  }

  /** Returns the namespaces that can have a ceiling of their own, sorted by name. */
  List<String> namespacesWithBindings() {
    return ceilingBindings
        .list(binding -> true)
        .map(binding -> binding.getMetadata().getNamespace())
        .distinct()
        .sorted()
        .toList();
  }

  private boolean canBeAttachedIn(String namespace, SkillPack pack) {
    String packNamespace = pack.getMetadata().getNamespace();
    return packNamespace.equals(namespace) || packNamespace.equals(operatorNamespace);
  }

  private Set<ResourceID> packs(Predicate<SkillPack> filter) {
    return context
        .getPrimaryCache()
        .list(filter)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private <T extends HasMetadata> InformerEventSource<T, SkillPack> informer(
      Class<T> type,
      String name,
      String labelSelector,
      ItemStore<T> store,
      SecondaryToPrimaryMapper<T> mapper) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, SkillPack.class)
            .withName(name)
            .withWatchAllNamespaces()
            .withLabelSelector(labelSelector)
            .withItemStore(store)
            .withInformerListLimit(ListPages.MAX_SIZE)
            .withSecondaryToPrimaryMapper(mapper)
            .build(),
        context);
  }
}

package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.plan.ObjectNames;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says of each instance whether it can run, counts its runs and forgets the oldest. */
@ControllerConfiguration(name = "sympoziuminstance")
// Each change of a run is an event here; a burst of runs must not be slowed by being counted.
@RateLimited(maxReconciliations = 2, within = 1)
public class SympoziumInstanceReconciler implements Reconciler<SympoziumInstance> {
  /** Packs come and go without an event of the instance. */
  private static final Duration NEXT_LOOK = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final RunLister runs;

  SympoziumInstanceReconciler(
      KubernetesClient client, OperatorConfig config, InstantSource clock, RunLister runs) {
    this.runs = runs;
    this.client = client;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, SympoziumInstance>> prepareEventSources(
      EventSourceContext<SympoziumInstance> context) {
    SimpleInboundEventSource<SympoziumInstance> changes =
        new SimpleInboundEventSource<>("instance-runs");
    runs.onChange(run ->
        changes.propagateEvent(
            new ResourceID(run.getSpec().instanceRef(), run.getMetadata().getNamespace())));
    return List.of(changes);
  }

  @Override
  public UpdateControl<SympoziumInstance> reconcile(
      SympoziumInstance instance, Context<SympoziumInstance> context) {
    List<AgentRun> all =
        runs.runsOf(instance.getMetadata().getNamespace(), instance.getMetadata().getName());
    List<AgentRun> surplus = RunHistoryLimit.surplus(all, instance.getSpec().runHistoryLimit());
    surplus.forEach(this::forget);
    long active =
        all.stream()
            .filter(r ->
                r.getStatus() == null
                    || r.getStatus().phase() == null
                    || !r.getStatus().phase().isFinal())
            .count();
    Optional<String> trouble = trouble(instance);
    SympoziumInstanceStatus before = instance.getStatus();
    long generation = instance.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(before == null ? List.of() : before.conditions())
            .with(
                "Ready",
                trouble.isEmpty(),
                trouble.isEmpty() ? "SkillsFound" : "SkillsNotReady",
                trouble.orElse("every attached pack is there"),
                generation,
                clock.instant());
    SympoziumInstanceStatus after =
        new SympoziumInstanceStatus(
            generation,
            (long) all.size() - surplus.size(),
            active,
            instance.getSpec().skills().stream()
                .map(SkillRef::skillPackRef)
                .collect(Collectors.joining(", ")),
            conditions.list());
    if (after.equals(before)) {
      return UpdateControl.<SympoziumInstance>noUpdate().rescheduleAfter(NEXT_LOOK);
    }
    SympoziumInstance bare = new SympoziumInstance();
    bare.getMetadata().setName(instance.getMetadata().getName());
    bare.getMetadata().setNamespace(instance.getMetadata().getNamespace());
    bare.setStatus(after);
    return UpdateControl.patchStatus(bare).rescheduleAfter(NEXT_LOOK);
  }

  /** Only the run that was seen: another may bear its name by now. */
  private void forget(AgentRun run) {
    client.resource(run).lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
  }

  private Optional<String> trouble(SympoziumInstance instance) {
    Set<String> seen = new HashSet<>();
    List<SkillRef> refs = instance.getSpec().skills();
    for (int i = 0; i < refs.size(); i++) {
      String name = refs.get(i).skillPackRef();
      if (!seen.add(name)) {
        return Optional.of(
            "spec.skills["
                + i
                + "]: pack \""
                + name
                + "\" is attached twice. Remove one of the two.");
      }
      SkillPack pack = find(instance.getMetadata().getNamespace(), name);
      if (pack == null) {
        return Optional.of(
            "spec.skills["
                + i
                + "]: there is no SkillPack \""
                + name
                + "\" in namespace "
                + instance.getMetadata().getNamespace()
                + " or "
                + config.namespace()
                + ". See what there is: kubectl get skillpacks -A");
      }
      Optional<String> unready =
          Optional.ofNullable(pack.getStatus())
              .flatMap(s -> new Conditions(s.conditions()).find("Ready"))
              .filter(c -> "False".equals(c.getStatus()))
              .map(c -> c.getMessage());
      if (unready.isPresent()) {
        return Optional.of("spec.skills[" + i + "] (pack \"" + name + "\"): " + unready.get());
      }
    }
    return Optional.empty();
  }

  private @org.jspecify.annotations.Nullable SkillPack find(String namespace, String name) {
    if (!ObjectNames.isPackName(name)) {
      return null;
    }
    var packs = client.resources(SkillPack.class);
    SkillPack own = packs.inNamespace(namespace).withName(name).get();
    return own != null ? own : packs.inNamespace(config.namespace()).withName(name).get();
  }
}

package ai.sympozium.operator.skillpack;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import ai.sympozium.operator.agentrun.plan.PackCheck;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingReader;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Says of each pack whether a run could attach it, before one does. */
@ControllerConfiguration(name = "skillpack")
public class SkillPackReconciler implements Reconciler<SkillPack> {
  private static final Logger LOG = Logger.getLogger(SkillPackReconciler.class);

  /** The ceiling changes without an event of the pack. */
  private static final Duration NEXT_LOOK = Duration.ofMinutes(5);

  private final OperatorConfig config;
  private final CeilingReader ceilings;
  private final InstantSource clock;
  private final AtomicBoolean first = new AtomicBoolean(true);

  SkillPackReconciler(KubernetesClient client, OperatorConfig config, InstantSource clock) {
    this.config = config;
    this.ceilings = new CeilingReader(client, config.namespace(), config.allowedDangerousPermissions());
    this.clock = clock;
  }

  @Override
  public UpdateControl<SkillPack> reconcile(SkillPack pack, Context<SkillPack> context) {
    if (first.getAndSet(false)) {
      logStart();
    }
    Verdict verdict = verdict(pack);
    SkillPackStatus before = pack.getStatus();
    var sidecar = pack.getSpec().sidecar();
    long generation = pack.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(before == null ? List.of() : before.conditions())
            .with(
                "Ready",
                verdict.ready(),
                verdict.reason(),
                verdict.message(),
                generation,
                clock.instant());
    SkillPackStatus after =
        new SkillPackStatus(
            generation,
            pack.getSpec().skills().size(),
            sidecar == null ? 0 : sidecar.rbac().size() + sidecar.clusterRBAC().size(),
            conditions.list());
    if (after.equals(before)) {
      return UpdateControl.<SkillPack>noUpdate().rescheduleAfter(NEXT_LOOK);
    }
    SkillPack bare = new SkillPack();
    bare.getMetadata().setName(pack.getMetadata().getName());
    bare.getMetadata().setNamespace(pack.getMetadata().getNamespace());
    bare.setStatus(after);
    return UpdateControl.patchStatus(bare).rescheduleAfter(NEXT_LOOK);
  }

  private record Verdict(boolean ready, String reason, String message) {}

  /** Runs everywhere can attach a pack of the operator's namespace, others those beside it. */
  private Verdict verdict(SkillPack pack) {
    String namespace = pack.getMetadata().getNamespace();
    boolean forAll = namespace.equals(config.namespace());
    GrantPolicy limits = ceilings.read(namespace);
    Optional<Refused> trouble =
        PackCheck.check(pack, forAll ? limits.clusterWideOnly() : limits);
    if (trouble.isEmpty()) {
      return new Verdict(true, "Valid", "runs can attach this pack");
    }
    List<String> some =
        forAll
            ? ceilings.namespacesWithOwnCeiling().stream()
                .filter(place -> PackCheck.check(pack, ceilings.read(place)).isEmpty())
                .toList()
            : List.of();
    return some.isEmpty()
        ? new Verdict(false, trouble.get().reason().value(), trouble.get().message())
        : new Verdict(
            true,
            "ValidInNamespaces",
            "only runs in "
                + String.join(", ", some)
                + " can attach this pack. Elsewhere: "
                + trouble.get().message());
  }

  /** Packs are there from the beginning, so this is when the operator begins to reconcile. */
  private void logStart() {
    ProcessHandle.current()
        .info()
        .startInstant()
        .ifPresent(start ->
            LOG.infof(
                "first reconcile %d ms after the start of the process",
                Duration.between(start, clock.instant()).toMillis()));
  }
}

package ai.sympozium.cli.explain;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.explain.Explanation.Agent;
import ai.sympozium.cli.explain.Explanation.AttachedSkill;
import ai.sympozium.cli.explain.Explanation.Container;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.ObjectNames;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster what a run would have. The decisions are the operator's own, made here from what
 * the person who asks may read.
 */
final class Explainer {
  private static final String PLANNED = "the operator plans it";
  private static final String FITS = "the operator plans it, the other packs apart";

  private final Cluster cluster;
  private final RunManifest manifest;
  private final AgentRun run;
  private final String namespace;
  private final CachingClusterReader asked;
  private final SelfAccessReviewer permissions;
  private final PackProvenanceReader origins;

  private Explainer(Cluster cluster, RunManifest manifest) {
    this.cluster = cluster;
    this.manifest = manifest;
    run = manifest.run();
    namespace = run.getMetadata().getNamespace();
    asked = new CachingClusterReader(cluster);
    permissions = new SelfAccessReviewer(cluster);
    origins = new PackProvenanceReader(cluster, permissions);
  }

  static Explanation explain(RunManifest manifest, Cluster cluster) {
    return new Explainer(cluster, manifest).explain();
  }

  private Explanation explain() {
    List<AttachedSkill> skills = new ArrayList<>();
    List<CheckResult> start = new ArrayList<>();
    start.add(permissions.may("create", "agentruns", null, namespace));
    for (Attachment attached : attached()) {
      skills.add(skill(attached, pack(attached).orElse(null)));
      start.addAll(mayUse(attached));
    }
    PermissiveClusterReader world = new PermissiveClusterReader(asked);
    @Nullable Agent agent = null;
    CheckResult planned;
    try {
      switch (RunPlanner.plan(run, world)) {
        case PlanResult.Refused refused -> planned = CheckResult.no(PLANNED, refused.message());
        case PlanResult.Planned it -> {
          planned = certain(world, skills);
          agent = Agent.of(it.plan());
        }
      }
    } catch (NotReadableException e) {
      planned = CheckResult.unknown(PLANNED, e.getMessage());
    }
    return new Explanation(
        namespace,
        run.getSpec().instanceRef(),
        manifest.title(),
        agent,
        skills,
        planned,
        start,
        DryRunCheck.of(manifest.written(), cluster));
  }

  /** How sure a plan is; where the limits are unknown, the operator's word on each pack counts. */
  private static CheckResult certain(PermissiveClusterReader world, List<AttachedSkill> skills) {
    Optional<CheckResult> refused =
        skills.stream()
            .map(AttachedSkill::fits)
            .filter(fits -> fits.verdict() == CheckResult.Verdict.NO)
            .findFirst();
    if (refused.isPresent()) {
      return CheckResult.no(PLANNED, refused.get().words());
    }
    boolean allFit =
        skills.stream().allMatch(skill -> skill.fits().verdict() == CheckResult.Verdict.YES);
    Optional<String> doubt =
        world.transcriptUnknown().or(() -> allFit ? Optional.empty() : world.limitsUnknown());
    return doubt
        .map(what -> CheckResult.unknown(PLANNED, what))
        .orElseGet(() -> CheckResult.yes(PLANNED, ""));
  }

  private List<Attachment> attached() {
    try {
      return AttachedSkills.of(run, asked);
    } catch (NotReadableException e) {
      return List.of();
    }
  }

  /** The pack that the run would get; empty when there is none or it can't be told. */
  private Optional<SkillPack> pack(Attachment attached) {
    String name = attached.ref().skillPackRef();
    if (!ObjectNames.isPackName(name)) {
      return Optional.empty();
    }
    try {
      return asked.pack(namespace, name).or(() -> asked.pack(cluster.operatorNamespace(), name));
    } catch (NotReadableException e) {
      return Optional.empty();
    }
  }

  /**
   * The verb {@code use} on a pack that the run names itself: in its own namespace, where packs are
   * looked for first, and in the operator's if there is one of that name. What an instance names,
   * its author was asked for.
   */
  private List<CheckResult> mayUse(Attachment attached) {
    String name = attached.ref().skillPackRef();
    if (run.getSpec().skills().isEmpty() || !ObjectNames.isPackName(name)) {
      return List.of();
    }
    List<CheckResult> answers = new ArrayList<>();
    answers.add(permissions.may("use", "skillpacks", name, namespace));
    if (!cluster.operatorNamespace().equals(namespace)) {
      mayUseShared(name).ifPresent(answers::add);
    }
    return answers;
  }

  private Optional<CheckResult> mayUseShared(String name) {
    String shared = cluster.operatorNamespace();
    try {
      return asked
          .pack(shared, name)
          .map(pack -> permissions.may("use", "skillpacks", name, shared));
    } catch (NotReadableException e) {
      CheckResult asIfThere = permissions.may("use", "skillpacks", name, shared);
      return Optional.of(
          asIfThere.verdict() == CheckResult.Verdict.YES
              ? asIfThere
              : CheckResult.unknown(
                  asIfThere.question(),
                  "needed only if there is a pack of that name, and " + e.getMessage()));
    }
  }

  private AttachedSkill skill(Attachment attached, @Nullable SkillPack pack) {
    String name = attached.ref().skillPackRef();
    PermissiveClusterReader world = new PermissiveClusterReader(asked);
    CheckResult fits;
    RunPlan.@Nullable Container container = null;
    try {
      switch (RunPlanner.planSkill(run, attached, world)) {
        case PlanResult.Refused refused -> fits = CheckResult.no(FITS, refused.message());
        case PlanResult.SkillPlanned it -> {
          fits = fits(world, pack);
          container = it.skill().container();
        }
      }
    } catch (NotReadableException e) {
      fits = CheckResult.unknown(FITS, e.getMessage());
    }
    if (pack == null) {
      return new AttachedSkill(name, fits, null, null, List.of(), List.of(), List.of(), List.of());
    }
    SidecarSpec sidecar = pack.getSpec().sidecar();
    return new AttachedSkill(
        name,
        fits,
        origins.of(pack),
        container == null ? Container.of(sidecar) : Container.of(container),
        pack.getSpec().skills().stream().map(Skill::name).toList(),
        sidecar == null ? List.of() : sidecar.rbac(),
        sidecar == null ? List.of() : sidecar.clusterRBAC(),
        sidecar == null
            ? List.of()
            : RiskCatalog.of(
                sidecar.rbac(), sidecar.clusterRBAC(), namespace, cluster.operatorNamespace()));
  }

  private static CheckResult fits(PermissiveClusterReader world, @Nullable SkillPack pack) {
    Optional<String> doubt = world.limitsUnknown();
    if (doubt.isEmpty()) {
      return CheckResult.yes(FITS, "");
    }
    return Optional.ofNullable(pack)
        .flatMap(known -> ReadyConditionCheck.on(known, FITS))
        .orElseGet(() -> CheckResult.unknown(FITS, doubt.get()));
  }
}

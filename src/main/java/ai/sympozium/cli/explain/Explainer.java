package ai.sympozium.cli.explain;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.ModelSpec;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillRef;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.explain.Explanation.AttachedSkill;
import ai.sympozium.cli.explain.Explanation.Container;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.ObjectNames;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlanner;
import ai.sympozium.rbac.RiskCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes what a run would get. Calls the operator's planner on the objects that the user may
 * read.
 */
final class Explainer {
  private static final String RUN_PLANNABLE = "this run can be planned";
  private static final String PACK_PLANNABLE = "this pack can be planned on its own";

  private final Cluster cluster;
  private final RunManifest manifest;
  private final AgentRun run;
  private final String namespace;
  private final CachingClusterReader reader;
  private final SelfAccessReviewer access;
  private final PackProvenanceReader provenance;

  private Explainer(Cluster cluster, RunManifest manifest) {
    this.cluster = cluster;
    this.manifest = manifest;
    run = manifest.run();
    namespace = run.getMetadata().getNamespace();
    reader = new CachingClusterReader(cluster);
    access = new SelfAccessReviewer(cluster);
    provenance = new PackProvenanceReader(cluster, access);
  }

  static Explanation explain(RunManifest manifest, Cluster cluster) {
    return new Explainer(cluster, manifest).explain();
  }

  private Explanation explain() {
    List<AttachedSkill> skills = new ArrayList<>();
    List<CheckResult> startChecks = new ArrayList<>();
    startChecks.add(access.check("create", "agentruns", null, namespace));
    startChecks.addAll(checkReads());
    for (Attachment attachment : attachments()) {
      skills.add(skill(attachment, pack(attachment).orElse(null)));
      startChecks.addAll(checkUse(attachment));
    }
    PermissiveClusterReader permissive = new PermissiveClusterReader(reader);
    @Nullable PlannedAgent agent = null;
    @Nullable NetworkSettings network = null;
    CheckResult plannable;
    try {
      switch (RunPlanner.plan(run, permissive)) {
        case PlanResult.Refused refused ->
            plannable = CheckResult.no(RUN_PLANNABLE, refused.message());
        case PlanResult.Planned it -> {
          plannable = plannable(permissive, skills);
          agent = PlannedAgent.of(it.plan());
          network = permissive.networkUnknown().isPresent() ? null : NetworkSettings.of(it.plan());
        }
      }
    } catch (NotReadableException e) {
      plannable = CheckResult.unknown(RUN_PLANNABLE, e.getMessage());
    }
    return new Explanation(
        namespace,
        run.getSpec().instanceRef(),
        manifest.title(),
        agent,
        network,
        skills,
        plannable,
        startChecks,
        DryRunCheck.of(manifest.source(), cluster));
  }

  /**
   * Derives the verdict on a run that the planner has accepted. If the grant policy is not
   * readable, the checks of the single packs decide.
   */
  private static CheckResult plannable(
      PermissiveClusterReader permissive, List<AttachedSkill> skills) {
    Optional<CheckResult> refused =
        skills.stream()
            .map(AttachedSkill::plannable)
            .filter(check -> check.verdict() == CheckResult.Verdict.NO)
            .findFirst();
    if (refused.isPresent()) {
      return CheckResult.no(RUN_PLANNABLE, refused.get().reason());
    }
    boolean allPlannable =
        skills.stream().allMatch(skill -> skill.plannable().verdict() == CheckResult.Verdict.YES);
    Optional<String> unknown =
        permissive
            .configMapUnknown()
            .or(() -> allPlannable ? Optional.empty() : permissive.limitsUnknown());
    return unknown
        .map(reason -> CheckResult.unknown(RUN_PLANNABLE, reason))
        .orElseGet(() -> CheckResult.yes(RUN_PLANNABLE, ""));
  }

  private List<Attachment> attachments() {
    try {
      return AttachedSkills.of(run, reader);
    } catch (NotReadableException e) {
      return List.of();
    }
  }

  /** Reads the pack that the run would get; empty if it does not exist or is not readable. */
  private Optional<SkillPack> pack(Attachment attachment) {
    String name = attachment.ref().skillPackRef();
    if (!ObjectNames.isPackName(name)) {
      return Optional.empty();
    }
    try {
      return reader.pack(namespace, name).or(() -> reader.pack(cluster.operatorNamespace(), name));
    } catch (NotReadableException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks the verb {@code get} on the Secret and ConfigMaps that the run itself names. Those of an
   * instance are checked when the instance is written.
   */
  private List<CheckResult> checkReads() {
    List<CheckResult> checks = new ArrayList<>();
    ModelSpec model = run.getSpec().model();
    String key = model == null ? null : model.authSecretRef();
    if (key != null && !key.isEmpty()) {
      checks.add(access.checkCore("get", "secrets", key, namespace));
    }
    run.getSpec().skills().stream()
        .filter(SkillRef::isConfigMap)
        .forEach(texts ->
            checks.add(access.checkCore("get", "configmaps", texts.configMapRef(), namespace)));
    return checks;
  }

  /**
   * Checks the verb {@code use} on a pack that the run itself names: in the run's namespace, which
   * is searched first, and in the operator's namespace if a pack of that name exists there. The
   * packs of an instance are checked when the instance is written.
   */
  private List<CheckResult> checkUse(Attachment attachment) {
    String name = attachment.ref().skillPackRef();
    if (run.getSpec().skills().isEmpty() || !ObjectNames.isPackName(name)) {
      return List.of();
    }
    List<CheckResult> checks = new ArrayList<>();
    checks.add(access.check("use", "skillpacks", name, namespace));
    if (!cluster.operatorNamespace().equals(namespace)) {
      checkUseOfShared(name).ifPresent(checks::add);
    }
    return checks;
  }

  private Optional<CheckResult> checkUseOfShared(String name) {
    String shared = cluster.operatorNamespace();
    try {
      return reader.pack(shared, name).map(pack -> access.check("use", "skillpacks", name, shared));
    } catch (NotReadableException e) {
      CheckResult assumed = access.check("use", "skillpacks", name, shared);
      return Optional.of(
          assumed.verdict() == CheckResult.Verdict.YES
              ? assumed
              : CheckResult.unknown(
                  assumed.question(),
                  "only required if a pack of that name exists, and " + e.getMessage()));
    }
  }

  private AttachedSkill skill(Attachment attachment, @Nullable SkillPack pack) {
    String name = attachment.ref().skillPackRef();
    PermissiveClusterReader permissive = new PermissiveClusterReader(reader);
    CheckResult plannable;
    RunPlan.@Nullable Container container = null;
    boolean needsServer = false;
    try {
      switch (RunPlanner.planSkill(run, attachment, permissive)) {
        case PlanResult.Refused refused ->
            plannable = CheckResult.no(PACK_PLANNABLE, refused.message());
        case PlanResult.SkillPlanned it -> {
          plannable = packPlannable(permissive, pack);
          container = it.skill().container();
          needsServer = it.skill().needsServer();
        }
      }
    } catch (NotReadableException e) {
      plannable = CheckResult.unknown(PACK_PLANNABLE, e.getMessage());
    }
    if (pack == null) {
      return new AttachedSkill(
          name, plannable, null, null, List.of(), List.of(), List.of(), null, List.of(), List.of(),
          List.of());
    }
    SidecarSpec sidecar = needsServer ? null : pack.getSpec().sidecar();
    return new AttachedSkill(
        name,
        plannable,
        provenance.read(pack),
        container == null ? Container.of(sidecar) : Container.of(container),
        pack.getSpec().skills().stream().map(Skill::name).toList(),
        pack.getSpec().requiredPrograms(),
        pack.getSpec().requiredTools(),
        pack.getSpec().network(),
        sidecar == null ? List.of() : sidecar.rbac(),
        sidecar == null ? List.of() : sidecar.clusterRBAC(),
        sidecar == null
            ? List.of()
            : RiskCatalog.of(
                    sidecar.rbac(), sidecar.clusterRBAC(), namespace, cluster.operatorNamespace())
                .stream()
                .map(risk -> risk.describe(TerminalSanitizer::value))
                .toList());
  }

  private static CheckResult packPlannable(
      PermissiveClusterReader permissive, @Nullable SkillPack pack) {
    Optional<String> unknown = permissive.limitsUnknown();
    if (unknown.isEmpty()) {
      return CheckResult.yes(PACK_PLANNABLE, "");
    }
    return Optional.ofNullable(pack)
        .flatMap(readable -> ReadyConditionCheck.of(readable, PACK_PLANNABLE))
        .orElseGet(() -> CheckResult.unknown(PACK_PLANNABLE, unknown.get()));
  }
}

package ai.sympozium.cli.explain;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Sidecar;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.Unknown;
import ai.sympozium.cli.explain.Explanation.Agent;
import ai.sympozium.cli.explain.Explanation.AttachedSkill;
import ai.sympozium.cli.explain.Explanation.Container;
import ai.sympozium.operator.run.Plan;
import ai.sympozium.operator.run.Planner;
import ai.sympozium.operator.run.Planner.Attached;
import ai.sympozium.operator.run.Planning;
import ai.sympozium.operator.run.SkillPlanning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster what a run would have. The decisions are the operator's own, made here from what
 * the person who asks may read.
 */
final class Explaining {
  private static final String PLANNED = "the operator plans it";
  private static final String FITS = "the operator plans it, the other packs apart";

  private final Cluster cluster;
  private final Manifest manifest;
  private final AgentRun run;
  private final String namespace;
  private final Asked asked;
  private final Permissions permissions;
  private final Origins origins;

  private Explaining(Cluster cluster, Manifest manifest) {
    this.cluster = cluster;
    this.manifest = manifest;
    run = manifest.run();
    namespace = run.getMetadata().getNamespace();
    asked = new Asked(cluster);
    permissions = new Permissions(cluster);
    origins = new Origins(cluster, permissions);
  }

  static Explanation explain(Manifest manifest, Cluster cluster) {
    return new Explaining(cluster, manifest).explain();
  }

  private Explanation explain() {
    List<AttachedSkill> skills = new ArrayList<>();
    List<Answer> start = new ArrayList<>();
    start.add(permissions.may("create", "agentruns", null, namespace));
    for (Attached attached : attached()) {
      skills.add(skill(attached, pack(attached).orElse(null)));
      start.addAll(mayUse(attached));
    }
    InDoubt world = new InDoubt(asked);
    @Nullable Agent agent = null;
    Answer planned;
    try {
      switch (Planner.plan(run, world)) {
        case Planning.Refused refused -> planned = Answer.no(PLANNED, refused.message());
        case Planning.Planned it -> {
          planned = certain(world, skills);
          agent = Agent.of(it.plan());
        }
      }
    } catch (Unknown e) {
      planned = Answer.unknown(PLANNED, e.what());
    }
    return new Explanation(
        namespace,
        run.getSpec().instanceRef(),
        manifest.title(),
        agent,
        skills,
        planned,
        start,
        Trial.of(manifest.written(), cluster));
  }

  /** How sure a plan is; where the limits are unknown, the operator's word on each pack counts. */
  private static Answer certain(InDoubt world, List<AttachedSkill> skills) {
    Optional<Answer> refused =
        skills.stream()
            .map(AttachedSkill::fits)
            .filter(fits -> fits.verdict() == Answer.Verdict.NO)
            .findFirst();
    if (refused.isPresent()) {
      return Answer.no(PLANNED, refused.get().words());
    }
    boolean allFit =
        skills.stream().allMatch(skill -> skill.fits().verdict() == Answer.Verdict.YES);
    Optional<String> doubt =
        world.transcriptUnknown().or(() -> allFit ? Optional.empty() : world.limitsUnknown());
    return doubt
        .map(what -> Answer.unknown(PLANNED, what))
        .orElseGet(() -> Answer.yes(PLANNED, ""));
  }

  private List<Attached> attached() {
    try {
      return Planner.attached(run, asked);
    } catch (Unknown e) {
      return List.of();
    }
  }

  /** The pack that the run would get; empty when there is none or it can't be told. */
  private Optional<SkillPack> pack(Attached attached) {
    String name = attached.ref().skillPackRef();
    if (!Planner.isPackName(name)) {
      return Optional.empty();
    }
    try {
      return asked.pack(namespace, name).or(() -> asked.pack(cluster.operatorNamespace(), name));
    } catch (Unknown e) {
      return Optional.empty();
    }
  }

  /**
   * The verb {@code use} on a pack that the run names itself: in its own namespace, where packs are
   * looked for first, and in the operator's if there is one of that name. What an instance names,
   * its author was asked for.
   */
  private List<Answer> mayUse(Attached attached) {
    String name = attached.ref().skillPackRef();
    if (run.getSpec().skills().isEmpty() || !Planner.isPackName(name)) {
      return List.of();
    }
    List<Answer> answers = new ArrayList<>();
    answers.add(permissions.may("use", "skillpacks", name, namespace));
    if (!cluster.operatorNamespace().equals(namespace)) {
      mayUseShared(name).ifPresent(answers::add);
    }
    return answers;
  }

  private Optional<Answer> mayUseShared(String name) {
    String shared = cluster.operatorNamespace();
    try {
      return asked
          .pack(shared, name)
          .map(pack -> permissions.may("use", "skillpacks", name, shared));
    } catch (Unknown e) {
      Answer asIfThere = permissions.may("use", "skillpacks", name, shared);
      return Optional.of(
          asIfThere.verdict() == Answer.Verdict.YES
              ? asIfThere
              : Answer.unknown(
                  asIfThere.question(),
                  "needed only if there is a pack of that name, and " + e.what()));
    }
  }

  private AttachedSkill skill(Attached attached, @Nullable SkillPack pack) {
    String name = attached.ref().skillPackRef();
    InDoubt world = new InDoubt(asked);
    Answer fits;
    Plan.@Nullable Container container = null;
    try {
      switch (Planner.planSkill(run, attached, world)) {
        case Planning.Refused refused -> fits = Answer.no(FITS, refused.message());
        case SkillPlanning.Fits it -> {
          fits = fits(world, pack);
          container = it.skill().container();
        }
      }
    } catch (Unknown e) {
      fits = Answer.unknown(FITS, e.what());
    }
    if (pack == null) {
      return new AttachedSkill(name, fits, null, null, List.of(), List.of(), List.of(), List.of());
    }
    Sidecar sidecar = pack.getSpec().sidecar();
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
            : Risks.of(
                sidecar.rbac(), sidecar.clusterRBAC(), namespace, cluster.operatorNamespace()));
  }

  private static Answer fits(InDoubt world, @Nullable SkillPack pack) {
    Optional<String> doubt = world.limitsUnknown();
    if (doubt.isEmpty()) {
      return Answer.yes(FITS, "");
    }
    return Optional.ofNullable(pack)
        .flatMap(known -> OperatorsWord.on(known, FITS))
        .orElseGet(() -> Answer.unknown(FITS, doubt.get()));
  }
}

package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.AgentConfig;
import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.ChannelSpec;
import ai.sympozium.api.Memory;
import ai.sympozium.api.RunLimits;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.SkillPlanned;
import ai.sympozium.operator.agentrun.plan.PlanResult.SkillResult;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a run gets. Pure except for the reads of its {@link ClusterReader}. The first
 * problem refuses the run, with a message that names the field and the fix.
 */
public final class RunPlanner {
  static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
  static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
  static final Duration MAX_TIMEOUT = Duration.ofHours(24);

  private RunPlanner() {}

  /** Plans a run from the current state of the cluster. */
  public static PlanResult plan(AgentRun run, ClusterReader cluster) {
    try {
      return tryPlan(run, cluster);
    } catch (PlanRefusedException e) {
      return e.refused();
    }
  }

  /** Plans one skill of a run, independently of the other skills. */
  public static SkillResult planSkill(AgentRun run, Attachment attachment, ClusterReader cluster) {
    try {
      String namespace = run.getMetadata().getNamespace();
      return new SkillPlanned(new SkillPlanner(namespace, cluster).plan(attachment));
    } catch (PlanRefusedException e) {
      return e.refused();
    }
  }

  private static Planned tryPlan(AgentRun run, ClusterReader cluster) {
    String namespace = run.getMetadata().getNamespace();
    ObjectNames.checkNamespace(namespace, cluster.operatorNamespace());
    SympoziumInstance instance = instance(run, cluster);
    ObjectNames.checkLabelValue("metadata.name", run.getMetadata().getName());
    ObjectNames.checkLabelValue("spec.instanceRef", run.getSpec().instanceRef());
    AgentRunSpec spec = run.getSpec();
    List<Attachment> attachments = AttachedSkills.of(run, instance);
    if (spec.toolCall() != null) {
      ToolCallCheck.check(spec.toolCall(), run, instance, attachments);
    }
    RunPlan.Model model = model(run, instance, cluster);
    Duration timeout = timeout(run, instance);
    SkillPlanner skillPlanner = new SkillPlanner(namespace, cluster);
    List<PlannedSkill> skills = attachments.stream().map(skillPlanner::plan).toList();
    SkillTextPlanner textPlanner = new SkillTextPlanner(namespace, cluster, skillPlanner.texts());
    List<SkillTexts> texts =
        AttachedSkills.texts(run, instance).stream().map(textPlanner::plan).toList();
    SkillPlanner.checkTextSize(skillPlanner.texts(), AttachedSkills.fieldPath(run));
    ToolNames.of(skills).check(AttachedSkills.fieldPath(run));
    RunPlan.Settings settings = settings(spec, instance, cluster);
    if (spec.toolCall() != null) {
      ToolCallCheck.check(spec.toolCall(), skills, settings);
    }
    RunPlan plan =
        new RunPlan(
            RunRef.of(run),
            spec.instanceRef(),
            spec.task(),
            systemPrompt(spec, instance),
            spec.agentId(),
            spec.sessionKey(),
            model,
            timeout.toSeconds(),
            skills,
            nodeSelector(spec, instance),
            pullSecrets(spec, instance),
            settings,
            texts,
            spec.toolCall());
    return new Planned(plan, withAuthorities(skillPlanner.texts(), cluster));
  }

  private static Map<String, String> withAuthorities(
      Map<String, String> texts, ClusterReader cluster) {
    try {
      String authorities = cluster.trustedAuthorities();
      if (authorities.isEmpty()) {
        return texts;
      }
      Map<String, String> all = new HashMap<>(texts);
      all.put(RunObjects.TRUSTED_CA_KEY, authorities);
      return all;
    } catch (InvalidTrustedCAException e) {
      throw new PlanRefusedException(Reason.TRUSTED_CA_INVALID, "%s", e.getMessage());
    }
  }

  private static SympoziumInstance instance(AgentRun run, ClusterReader cluster) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getSpec().instanceRef();
    return Optional.of(name)
        .filter(ObjectNames::isObjectName)
        .flatMap(n -> cluster.instance(namespace, n))
        .orElseThrow(() ->
            new PlanRefusedException(
                Reason.INSTANCE_NOT_FOUND,
                "spec.instanceRef: SympoziumInstance \"%s\" not found in namespace %s. Create"
                    + " it, or use one of: kubectl get sympoziuminstances -n %s",
                name,
                namespace,
                namespace));
  }

  private static RunPlan.Model model(
      AgentRun run, SympoziumInstance instance, ClusterReader cluster) {
    return run.getSpec().toolCall() == null
        ? new ModelResolver(run, instance, cluster).resolve()
        : ModelResolver.NONE;
  }

  private static Duration timeout(AgentRun run, SympoziumInstance instance) {
    String fallback = instance.getSpec().agents().defaultAgent().runTimeout();
    Optional<Setting> timeout =
        Setting.of("spec.timeout", run.getSpec().timeout())
            .or(() -> Setting.of(instance, "agents.default.runTimeout", fallback));
    if (timeout.isEmpty()) {
      return DEFAULT_TIMEOUT;
    }
    return Durations.parse(timeout.get().value())
        .filter(d -> d.compareTo(MIN_TIMEOUT) >= 0 && d.compareTo(MAX_TIMEOUT) <= 0)
        .orElseThrow(() ->
            new PlanRefusedException(
                Reason.TIMEOUT_INVALID,
                "%s: \"%s\" is not a duration between 1s and 24h. Use a duration such as 10m.",
                timeout.get().fieldPath(),
                timeout.get().value()));
  }

  private static @Nullable String systemPrompt(AgentRunSpec spec, SympoziumInstance instance) {
    if (spec.systemPrompt() != null) {
      return spec.systemPrompt();
    }
    Memory memory = instance.getSpec().memory();
    return memory == null ? null : memory.systemPrompt();
  }

  private static RunPlan.Settings settings(
      AgentRunSpec spec, SympoziumInstance instance, ClusterReader cluster) {
    Optional<Authorities> authorities =
        spec.toolCall() == null ? Authorities.of(instance, cluster) : Optional.empty();
    AgentConfig agent = instance.getSpec().agents().defaultAgent();
    return new RunPlan.Settings(
        RunEnvironment.merge(agent.env(), spec.env()),
        Stream.of(Optional.ofNullable(agent.toolPolicy()), Optional.ofNullable(spec.toolPolicy()))
            .flatMap(Optional::stream)
            .toList(),
        Optional.ofNullable(spec.limits())
            .orElse(RunLimits.NONE)
            .orElse(Optional.ofNullable(agent.limits()).orElse(RunLimits.NONE)),
        agent.workspaceSize(),
        agent.tmpSize(),
        instance.getSpec().channels().stream()
            .filter(ChannelSpec::usable)
            .map(ChannelSpec::type)
            .toList(),
        authorities.map(Authorities::configMap).orElse(null),
        authorities.map(Authorities::key).orElse(null),
        cluster.network(),
        spec.conversation());
  }

  private static Map<String, String> nodeSelector(AgentRunSpec spec, SympoziumInstance instance) {
    Map<String, String> labels =
        new HashMap<>(instance.getSpec().agents().defaultAgent().nodeSelector());
    if (spec.model() != null) {
      labels.putAll(spec.model().nodeSelector());
    }
    return labels;
  }

  private static List<String> pullSecrets(AgentRunSpec spec, SympoziumInstance instance) {
    return Stream.concat(
            instance.getSpec().imagePullSecrets().stream(), spec.imagePullSecrets().stream())
        .map(LocalObjectReference::getName)
        .distinct()
        .toList();
  }
}

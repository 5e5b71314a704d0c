package ai.sympozium.cli.explain;

import ai.sympozium.api.EnvVar;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run would have and whether it could start. Also the machine form of the answer ({@code -o
 * json}).
 *
 * @param run name in the manifest; absent when an instance was asked about
 * @param agent absent when the instance can't be read or the run would be refused
 * @param planned whether the operator would plan it
 * @param start what the person who asks needs to start it, each for itself
 * @param dryRun the API server's own verdict on the run
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
    String namespace,
    String instance,
    @Nullable String run,
    @Nullable Agent agent,
    List<AttachedSkill> skills,
    CheckResult planned,
    List<CheckResult> start,
    CheckResult dryRun) {
  public Explanation {
    skills = List.copyOf(skills);
    start = List.copyOf(start);
  }

  /** No when anything that it needs is refused; else the API server's verdict on it. */
  @JsonProperty
  public CheckResult.Verdict mayStart() {
    boolean refused = start.stream().anyMatch(answer -> answer.verdict() == CheckResult.Verdict.NO);
    return refused ? CheckResult.Verdict.NO : dryRun.verdict();
  }

  /** The model that would be asked, and the limit of the run. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Agent(
      String provider,
      String model,
      @Nullable String baseURL,
      @Nullable String keySecret,
      long timeoutSeconds) {
    static Agent of(RunPlan plan) {
      RunPlan.Model model = plan.model();
      return new Agent(
          model.provider(),
          model.name(),
          model.baseURL(),
          model.keySecret(),
          plan.timeoutSeconds());
    }
  }

  /**
   * One pack of the run.
   *
   * @param fits whether it could be planned, the other packs apart
   * @param origin absent when the pack is not there or can't be read
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AttachedSkill(
      String name,
      CheckResult fits,
      @Nullable Origin origin,
      @Nullable Container container,
      List<String> documents,
      List<PolicyRule> rbac,
      List<PolicyRule> clusterRBAC,
      List<String> risks) {
    public AttachedSkill {
      documents = List.copyOf(documents);
      rbac = List.copyOf(rbac);
      clusterRBAC = List.copyOf(clusterRBAC);
      risks = List.copyOf(risks);
    }
  }

  /**
   * Where a pack comes from.
   *
   * @param changedBy the program that changed it last, as it calls itself
   * @param youMayChange whether the person who asks may change it
   * @param othersWhoMay those to whom roles give it; absent when roles can't be read
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Origin(
      String namespace,
      long generation,
      @Nullable String changedBy,
      @Nullable String changedAt,
      CheckResult youMayChange,
      @Nullable List<String> othersWhoMay) {}

  /**
   * The container of a skill.
   *
   * @param mounts what it finds at which path, beside the volumes that every skill has
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Container(
      String image,
      Map<String, String> requests,
      Map<String, String> limits,
      Map<String, String> mounts,
      List<String> variables) {
    public Container {
      requests = Map.copyOf(requests);
      limits = Map.copyOf(limits);
      variables = List.copyOf(variables);
    }

    static Container of(RunPlan.Container planned) {
      Map<String, String> mounts = new TreeMap<>();
      if (planned.mountWorkspace()) {
        mounts.put("/workspace", "shared with the agent and the other skills");
      }
      if (planned.secretPath() != null) {
        mounts.put(planned.secretPath(), "secret " + planned.secret());
      }
      return new Container(
          planned.image(),
          planned.requests(),
          planned.limits(),
          mounts,
          planned.env().stream().map(EnvVar::name).toList());
    }

    /** What can be told of a container that would be refused. */
    static @Nullable Container of(@Nullable SidecarSpec sidecar) {
      return sidecar == null
          ? null
          : new Container(sidecar.image(), Map.of(), Map.of(), Map.of(), List.of());
    }
  }
}

package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes the permissions that a run grants, as its plan states them. */
final class GrantSummary {
  private static final Set<String> READ_VERBS = Set.of("get", "list", "watch");

  private final Supplier<Optional<RunPlan>> reader;
  private @Nullable Optional<RunPlan> plan;

  /**
   * Creates a summary.
   *
   * @param reader reads the plan; called when the first grant is described
   */
  GrantSummary(Supplier<Optional<RunPlan>> reader) {
    this.reader = reader;
  }

  /** Reads the plan with the permissions of the user. */
  static GrantSummary of(AgentRun run, Cluster cluster) {
    return new GrantSummary(() -> read(run, cluster));
  }

  /** Returns the roles of a skill, or null if the plan is not readable. */
  @Nullable String describe(String skill) {
    if (plan == null) {
      plan = reader.get();
    }
    return plan.flatMap(found ->
            found.skills().stream()
                .filter(planned -> planned.name().equals(skill))
                .findFirst()
                .map(planned -> describe(planned, found.run().namespace())))
        .orElse(null);
  }

  private static String describe(RunPlan.PlannedSkill skill, String namespace) {
    List<String> roles = new ArrayList<>();
    if (!skill.rules().isEmpty()) {
      roles.add("Role (" + describe(skill.rules(), "namespace " + namespace) + ")");
    }
    if (!skill.clusterRules().isEmpty()) {
      roles.add("ClusterRole (" + describe(skill.clusterRules(), "cluster-wide") + ")");
    }
    return String.join(" · ", roles);
  }

  private static String describe(List<PolicyRule> rules, String scope) {
    boolean readOnly = rules.stream().allMatch(rule -> READ_VERBS.containsAll(rule.verbs()));
    return rules.size()
        + (rules.size() == 1 ? " rule, " : " rules, ")
        + scope
        + (readOnly ? ", read-only" : "");
  }

  private static Optional<RunPlan> read(AgentRun run, Cluster cluster) {
    try {
      return RunReader.plan(cluster, run);
    } catch (NotReadableException e) {
      return Optional.empty();
    }
  }
}

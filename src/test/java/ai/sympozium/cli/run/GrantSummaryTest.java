package ai.sympozium.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrantSummaryTest {
  private static final String PLAN =
      """
      {"run": {"namespace": "demo", "name": "r", "uid": "u"}, "instance": "bot", "skills": [
        {"pack": {"namespace": "demo", "name": "k8s-ops", "uid": "p", "generation": 1},
         "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "delete"]}],
         "clusterRules": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]},
                          {"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]}]},
        {"pack": {"namespace": "demo", "name": "docs", "uid": "p", "generation": 1}}]}
      """;

  @Test
  void shouldDescribeRolesWithTheirScope() throws IOException {
    RunPlan plan = new ObjectMapper().readValue(PLAN, RunPlan.class);
    GrantSummary summary = new GrantSummary(() -> Optional.of(plan));

    assertThat(summary.describe("k8s-ops"))
        .isEqualTo(
            "Role (1 rule, namespace demo) · ClusterRole (2 rules, cluster-wide, read-only)");
    assertThat(summary.describe("docs")).isEmpty();
    assertThat(summary.describe("other")).isNull();
  }

  @Test
  void shouldDescribeNothingWhenPlanIsNotReadable() {
    assertThat(new GrantSummary(Optional::empty).describe("k8s-ops")).isNull();
  }
}

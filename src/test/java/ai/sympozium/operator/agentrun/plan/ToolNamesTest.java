package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.SkillTool;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the names that tools of several packs get. */
class ToolNamesTest {
  @Test
  void shouldKeepNameThatOneSkillHas() {
    assertThat(functions("skills: [{skillPackRef: k8s}, {skillPackRef: other}]"))
        .containsExactly("k8s-scale", "list_pods", "other-scale");
  }

  @Test
  void shouldGiveSameNamesInEachOrderOfSkills() {
    assertThat(functions("skills: [{skillPackRef: other}, {skillPackRef: k8s}]"))
        .containsExactlyInAnyOrderElementsOf(
            functions("skills: [{skillPackRef: k8s}, {skillPackRef: other}]"));
  }

  @Test
  void shouldAddNoPrefixWhenNamesDiffer() {
    assertThat(functions("skills: [{skillPackRef: other}]")).containsExactly("scale");
  }

  @Test
  void shouldRefuseRunWhenNameWithPrefixIsTooLong() {
    String name = "t".repeat(62);
    String tools = "sidecar: {image: i, tools: [{name: " + name + ", description: d, exec: [a]}]}";
    var cluster =
        new FakeClusterReader()
            .withInstance("agents: {default: {model: m}}")
            .withPack("demo", "a", tools)
            .withPack("demo", "bc", tools);

    assertThat(
            cluster.refusal(
                run("skills: [{skillPackRef: a}, {skillPackRef: bc}]"), Reason.SKILL_PACK_INVALID))
        .isEqualTo(
            "spec.skills: several packs have the tool %s, and the name bc-%s is longer than the 64"
                    .formatted(name, name)
                + " characters that models accept. Rename the tool in one of the packs.");
  }

  private static List<String> functions(String run) {
    var plan =
        new FakeClusterReader()
            .withInstance("agents: {default: {model: m}}")
            .withPack("demo", "k8s", pack("scale", "list_pods"))
            .withPack("demo", "other", pack("scale"))
            .plan(run(run));
    return AgentInputBuilder.of(plan, AgentInput.Tools.DEFAULT).skills().stream()
        .map(AgentInput.Skill::tools)
        .flatMap(List::stream)
        .map(SkillTool::function)
        .toList();
  }

  private static String pack(String... tools) {
    var text = new StringBuilder("sidecar:\n  image: i\n  tools:\n");
    for (String tool : tools) {
      text.append("  - {name: ").append(tool).append(", description: d, exec: [a]}\n");
    }
    return text.toString();
  }
}

package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.runNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ai.sympozium.contract.AgentInput;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.status.StatusText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the fields of the original that act in a plan. */
class OriginalManifestPlanTest {
  private static final String MODEL = "agents: {default: {model: m}}";

  @ParameterizedTest
  @ValueSource(strings = {"{A: '1', B: two}", "[{name: A, value: '1'}, {name: B, value: two}]"})
  void shouldReadVariablesOfInstanceAsMapAndAsList(String variables) {
    var cluster =
        new FakeClusterReader()
            .withInstance("agents: {default: {model: m, env: " + variables + "}}");

    assertThat(cluster.plan(run("env: {B: '2'}")).settings().env())
        .containsOnly(entry("A", "1"), entry("B", "2"));
  }

  @Test
  void shouldFindInstanceByAgentRef() {
    var cluster = new FakeClusterReader().withInstance(MODEL);

    RunPlan plan = cluster.plan(runNamed("r", "agentRef: sre-bot\ntask: t"));

    assertThat(plan.instance()).isEqualTo("sre-bot");
  }

  @Test
  void shouldAddNodeLabelsOfRunToThoseOfInstance() {
    var cluster =
        new FakeClusterReader()
            .withInstance("agents: {default: {model: m, nodeSelector: {pool: a, disk: ssd}}}");

    assertThat(cluster.plan(run("model: {nodeSelector: {pool: agents}}")).nodeSelector())
        .containsOnly(entry("pool", "agents"), entry("disk", "ssd"));
    assertThat(cluster.plan(run()).nodeSelector()).containsEntry("pool", "a");
  }

  @Test
  void shouldGiveAgentTextsOfConfigMap() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: tool}, {configMapRef: house-texts}]")
            .withPack("demo", "tool", "sidecar: {image: i}")
            .withText("house-texts", "b.md", "# B")
            .withText("house-texts", "a.md", "# A");

    var planned = cluster.planned(run());

    assertThat(planned.texts())
        .containsOnly(entry("text.1.0.md", "# A"), entry("text.1.1.md", "# B"));
    AgentInput input = AgentInputBuilder.of(planned.plan(), AgentInput.Tools.DEFAULT);
    AgentInput.Skill texts = input.skills().getLast();
    assertThat(texts.name()).isEqualTo("house-texts");
    assertThat(texts.executor()).isFalse();
    assertThat(texts.documents())
        .extracting(AgentInput.Document::path)
        .containsExactly("/skills/_texts/house-texts/a.md", "/skills/_texts/house-texts/b.md");
    assertThat(StatusText.describe(planned.plan()))
        .isEqualTo("tool from demo (generation 4), texts of ConfigMap house-texts");
  }

  @Test
  void shouldRefuseConfigMapThatHasNoTextOrIsAttachedTwice() {
    var cluster = new FakeClusterReader().withInstance(MODEL).withText("texts", "a.md", "# A");

    assertThat(cluster.refusal(run("skills: [{configMapRef: missing}]"), Reason.SKILL_TEXT_INVALID))
        .startsWith(
            "spec.skills[0].configMapRef: ConfigMap \"missing\" with a key that ends with .md not"
                + " found in namespace demo. Create it,");
    assertThat(
            cluster.refusal(
                run("skills: [{configMapRef: texts}, {configMapRef: texts}]"),
                Reason.SKILL_TEXT_INVALID))
        .startsWith("spec.skills[1].configMapRef: ConfigMap \"texts\" is attached twice.");
  }

  @Test
  void shouldGiveRunOnlyTextsOfPackThatNeedsServer() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: web, params: {port: '8080'}}]")
            .withPack(
                "demo",
                "web",
                "skills: [{name: a, content: b}]",
                "sidecar: {image: i, requiresServer: true, rbac: [{resources: [secrets], verbs: [get]}]}");

    RunPlan plan = cluster.plan(run());

    var skill = plan.skills().getFirst();
    assertThat(skill.container()).isNull();
    assertThat(skill.documents()).hasSize(1);
    assertThat(plan.grants()).isEmpty();
    assertThat(StatusText.describe(plan))
        .isEqualTo(
            "web from demo (generation 4) without container and permissions, because"
                + " spec.sidecar.requiresServer is true and a run is no server");
  }
}

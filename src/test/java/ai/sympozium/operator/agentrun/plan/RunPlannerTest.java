package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.RUN_UID;
import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.RunLimits;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.api.ToolPolicy;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what a plan contains and which source of a setting is used. */
class RunPlannerTest {
  private static final String MODEL = "agents: {default: {model: gpt-oss-120b}}";
  private static final String[] K8S_OPS = {
    "skills: [{name: overview, description: How to see., content: '# Look', requires: {bins:"
        + " [kubectl], tools: [execute_command]}}]",
    "sidecar:",
    "  image: example/k8s-ops:1",
    "  rbac: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
    "  clusterRBAC: [{apiGroups: [''], resources: [nodes], verbs: [list]}]"
  };

  @Test
  void shouldFreezeRunInstanceAndTask() {
    var cluster = new FakeClusterReader().withInstance(MODEL);

    RunPlan plan = cluster.plan(run("agentId: night", "sessionKey: s-1"));

    assertThat(plan.run()).isEqualTo(new RunRef("demo", "sre-bot-demo", RUN_UID));
    assertThat(plan.instance()).isEqualTo("sre-bot");
    assertThat(plan.task()).isEqualTo("Which pods?");
    assertThat(plan.agentId()).isEqualTo("night");
    assertThat(plan.sessionKey()).isEqualTo("s-1");
    assertThat(plan.skills()).isEmpty();
    assertThat(plan.grants()).isEmpty();
  }

  @Test
  void shouldFreezePackImageRulesAndTexts() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: k8s-ops}]")
            .withPack("sympozium-system", "k8s-ops", K8S_OPS)
            .withCeiling("{resources: [pods, nodes], verbs: [get, list]}");

    Planned planned = cluster.planned(run());

    var skill = planned.plan().skills().getFirst();
    assertThat(skill.pack())
        .isEqualTo(
            new SkillPackRevision(
                "sympozium-system", "k8s-ops", "uid-of-sympozium-system-k8s-ops", 4));
    assertThat(requireNonNull(skill.container()).image()).isEqualTo("example/k8s-ops:1");
    assertThat(skill.rules())
        .containsExactly(new PolicyRule(List.of(""), List.of("pods"), List.of("get"), List.of()));
    assertThat(skill.clusterRules())
        .containsExactly(new PolicyRule(List.of(""), List.of("nodes"), List.of("list"), List.of()));
    assertThat(skill.documents())
        .containsExactly(
            new PlannedText(
                "overview",
                "How to see.",
                "skill.k8s-ops.overview.md",
                List.of("kubectl"),
                List.of("execute_command")));
    assertThat(planned.texts()).containsExactly(entry("skill.k8s-ops.overview.md", "# Look"));
  }

  @Test
  void shouldPlanOneGrantPerSkillWithPermissions() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                MODEL,
                "skills: [{skillPackRef: k8s-ops}, {skillPackRef: tools}, {skillPackRef: texts}]")
            .withPack("demo", "k8s-ops", K8S_OPS)
            .withPack("demo", "tools", "sidecar: {image: example/tools}")
            .withPack("demo", "texts", "skills: [{name: a, content: b}]")
            .withCeiling("{resources: [pods, nodes], verbs: ['*']}");

    RunPlan plan = cluster.plan(run());

    var k8sOps = plan.skills().getFirst();
    assertThat(plan.grants())
        .containsExactly(
            new SkillGrant(plan.run(), "k8s-ops", k8sOps.rules(), k8sOps.clusterRules()));
    assertThat(plan.skills().get(2).container()).isNull();
  }

  @Test
  void shouldReplacePacksOfInstanceWhenRunHasPacks() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: missing}]")
            .withPack("demo", "own", "sidecar: {image: i}");

    assertThat(cluster.plan(run("skills: [{skillPackRef: own}]")).skills())
        .extracting(RunPlan.PlannedSkill::name)
        .containsExactly("own");
  }

  @Test
  void shouldPreferPackOfRunNamespaceOverSharedPack() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: tool}]")
            .withPack("demo", "tool", "sidecar: {image: ours}")
            .withPack("sympozium-system", "tool", "sidecar: {image: theirs}");

    var skill = cluster.plan(run()).skills().getFirst();

    assertThat(skill.pack().namespace()).isEqualTo("demo");
    assertThat(requireNonNull(skill.container()).image()).isEqualTo("ours");
  }

  @Test
  void shouldIgnorePacksOfOtherNamespaces() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: tool}]")
            .withPack("other", "tool");

    assertThat(cluster.refusal(run(), PlanResult.Reason.SKILL_PACK_NOT_FOUND)).contains("\"tool\"");
  }

  @ParameterizedTest
  @CsvSource({"agentId: a, from the instance", "systemPrompt: from the run, from the run"})
  void shouldPreferTheSystemPromptOfTheRun(String run, String prompt) {
    var cluster =
        new FakeClusterReader().withInstance(MODEL, "memory: {systemPrompt: from the instance}");

    assertThat(cluster.plan(run(run)).systemPrompt()).isEqualTo(prompt);
  }

  @Test
  void shouldUseNodeSelectorOfInstanceAndMergePullSecrets() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m, nodeSelector: {pool: agents}}}",
                "imagePullSecrets: [{name: a}, {name: b}]");

    RunPlan plan = cluster.plan(run("imagePullSecrets: [{name: b}, {name: c}]"));

    assertThat(plan.nodeSelector()).containsExactly(entry("pool", "agents"));
    assertThat(plan.pullSecrets()).containsExactly("a", "b", "c");
  }

  @Test
  void shouldMergeSettingsOfInstanceAndRun() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m, env: {A: '1', B: '1'}, toolPolicy: {deny: [x]},"
                    + " limits: {turns: 5, tokens: 100}}}");

    var settings =
        cluster.plan(run("env: {B: '2'}\ntoolPolicy: {allow: [y]}\nlimits: {turns: 7}")).settings();

    assertThat(settings.env()).containsOnly(entry("A", "1"), entry("B", "2"));
    assertThat(settings.toolPolicies())
        .containsExactly(
            new ToolPolicy(List.of(), List.of("x")), new ToolPolicy(List.of("y"), List.of()));
    assertThat(settings.limits()).isEqualTo(new RunLimits(7, 100L, null));
  }

  @Test
  void shouldReturnEqualPlanForEqualInput() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                MODEL, "skills: [{skillPackRef: k8s-ops, params: {b: '1', a: '2', c: '3'}}]")
            .withPack("demo", "k8s-ops", K8S_OPS)
            .withCeiling("{resources: [pods, nodes], verbs: ['*']}");

    assertThat(cluster.plan(run())).isEqualTo(cluster.plan(run()));
  }

  @Test
  void shouldReadStoredPlanUnchanged() throws JsonProcessingException {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: k8s-ops}, {skillPackRef: bare}]")
            .withPack("demo", "k8s-ops", K8S_OPS)
            .withPack(
                "demo", "bare", "sidecar: {image: i, mountWorkspace: false, env: [{name: EMPTY}]}")
            .withCeiling("{resources: [pods, nodes], verbs: ['*']}");
    RunPlan plan = cluster.plan(run("systemPrompt: p"));
    var json = new ObjectMapper();

    assertThat(json.readValue(json.writeValueAsString(plan), RunPlan.class)).isEqualTo(plan);
  }
}

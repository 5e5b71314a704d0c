package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentInputJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that {@code agent.json} contains the agent's part of the plan and nothing else. */
class AgentInputBuilderTest {
  @Test
  void shouldWriteTheExampleOfTheContract() {
    var plan =
        plan(
            """
            task: Which pods are not healthy, and why?
            systemPrompt: You are careful.
            model: {provider: openai, name: gpt-oss-120b, baseURL: "https://models.example/v1", keySecret: model-key}
            skills:
            - pack: {namespace: sympozium-system, name: k8s-ops, uid: p1, generation: 1}
              container:
                image: skill-k8s-ops
                mountWorkspace: true
                env: [{name: SKILL_TOKEN, value: hidden}]
                secret: hidden
                secretPath: /secrets/hidden
              rules: [{apiGroups: [""], resources: [pods, services], verbs: [get, list, watch]}]
              clusterRules: [{apiGroups: [""], resources: [nodes], verbs: [get, list]}]
              documents:
              - name: cluster-overview
                description: How to see.
                key: skill.k8s-ops.cluster-overview.md
                requiredBins: [kubectl]
            nodeSelector: {hidden: "true"}
            pullSecrets: [hidden]
            """);

    var input = AgentInputJson.write(AgentInputBuilder.of(plan, AgentInput.Tools.DEFAULT));

    assertThat(json(input.toString()))
        .isEqualTo(
            json(
                """
                {"run": "sre-bot-demo", "namespace": "demo", "instance": "sre-bot",
                 "task": "Which pods are not healthy, and why?", "systemPrompt": "You are careful.",
                 "model": {"provider": "openai", "model": "gpt-oss-120b", "baseURL": "https://models.example/v1"},
                 "limits": {"seconds": 600, "turns": 50},
                 "skills": [{"name": "k8s-ops", "executor": true,
                   "permissions": ["in namespace demo: get list watch pods, services", "cluster-wide: get list nodes"],
                   "documents": [{"name": "cluster-overview", "description": "How to see.",
                     "path": "/skills/k8s-ops/cluster-overview.md", "requires": {"bins": ["kubectl"], "tools": []}}]}]}
                """));
  }

  @Test
  void shouldContainWhatAdministratorAllowsToFetch() {
    var plan = plan("task: t\nmodel: {provider: replay, name: tape}\n");

    var tools =
        new AgentInput.Tools(
            List.of("wiki.example", "10.1.0.0/16"), List.of(), List.of(), List.of());

    var input = AgentInputJson.write(AgentInputBuilder.of(plan, tools));

    assertThat(input.path("tools").path("fetchURLAllow").toString())
        .isEqualTo("[\"wiki.example\",\"10.1.0.0/16\"]");
  }

  @Test
  void shouldContainEarlierMessagesAndLimitOfGeneratedTokens() {
    var input =
        input(
            """
            task: t
            model: {provider: replay, name: tape}
            settings:
              limits: {outputTokens: 100}
              conversation:
              - {role: user, content: Hello.}
              - {role: assistant, content: Hi.}
            """);

    assertThat(input.path("conversation").toString())
        .isEqualTo(
            "[{\"role\":\"user\",\"text\":\"Hello.\"},{\"role\":\"assistant\",\"text\":\"Hi.\"}]");
    assertThat(input.path("limits").path("outputTokens").asLong()).isEqualTo(100);
  }

  @Test
  void shouldOmitFieldsWhenRunDoesNotSetThem() {
    var input = input("task: t\nmodel: {provider: replay, name: tape}\n");

    assertThat(input.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "run", "namespace", "instance", "task", "model", "limits", "skills");
    assertThat(input.get("model").has("baseURL")).isFalse();
    assertThat(input.get("skills")).isEmpty();
  }

  @Test
  void shouldNameAgentAndConversationWhenRunSetsThem() {
    var input =
        input("task: t\nagentId: night\nsessionKey: s-1\nmodel: {provider: replay, name: tape}\n");

    assertThat(input.path("agentId").asText()).isEqualTo("night");
    assertThat(input.path("sessionKey").asText()).isEqualTo("s-1");
  }

  @Test
  void shouldHaveNoExecutorWhenPackHasOnlyDocuments() {
    var input =
        input(
            """
            task: t
            model: {provider: openai, name: m}
            skills:
            - pack: {namespace: demo, name: code-review, uid: p1, generation: 1}
              documents: [{name: review, key: k}]
            """);

    var skill = input.path("skills").path(0);
    assertThat(skill.path("executor").asBoolean(true)).isFalse();
    assertThat(skill.path("permissions")).isEmpty();
    assertThat(skill.path("documents").path(0).has("description")).isFalse();
  }

  @Test
  void shouldDescribePermissionsWithGroupsAndNames() {
    var input =
        input(
            """
            task: t
            model: {provider: openai, name: m}
            skills:
            - pack: {namespace: demo, name: a, uid: p1, generation: 1}
              rules:
              - {apiGroups: [apps], resources: [deployments, deployments/scale], verbs: [get, patch]}
              - {apiGroups: ["", apps], resources: [pods, replicasets], verbs: [get]}
              - {apiGroups: [""], resources: [configmaps], verbs: [get], resourceNames: [one, two]}
              - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
            """);

    assertThat(input.path("skills").path(0).path("permissions"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "in namespace demo: get patch deployments, deployments/scale (apps)",
            "in namespace demo: get pods, replicasets (core, apps)",
            "in namespace demo: get configmaps only one, two",
            "in namespace demo: * * (*)");
  }

  private static ObjectNode input(String plan) {
    return AgentInputJson.write(AgentInputBuilder.of(plan(plan), AgentInput.Tools.DEFAULT));
  }

  private static RunPlan plan(String rest) {
    return Manifests.parse(
        """
        run: {namespace: demo, name: sre-bot-demo, uid: 7f3c0000-1111-2222-3333-444455556666}
        instance: sre-bot
        timeoutSeconds: 600
        """
            + rest,
        RunPlan.class);
  }

  private static JsonNode json(String text) {
    return Manifests.parse(text, JsonNode.class);
  }
}

package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls a tool of a skill by MCP, from the client to the program in the container. */
class EndpointToolIT {
  private String namespace = "";
  private ServedInstance bot = new ServedInstance("");

  @BeforeEach
  void serve() {
    namespace = TestCluster.namespace("endpoint-tool");
    bot = ServedInstance.create(namespace);
    TestCluster.apply(
        namespace,
        Packs.withRules("greeter", "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]", "[]")
            + """
                tools:
                - name: greet
                  description: Greets.
                  # The argument -- precedes those of a call.
                  exec: [sh, -c, 'echo "hello $2"; test "$2" != nobody', sh]
                  positionalArgs: [name]
                  parameters:
                    {type: object, required: [name], properties: {name: {type: string}}}
            """);
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents: {default: {provider: replay, model: work}}
          authRefs: [{secret: no-such-secret}]
          endpoint: {tools: [greeter/greet]}
          skills: [{skillPackRef: tool}, {skillPackRef: greeter}, {skillPackRef: web-endpoint}]
        """);
    bot.awaitPods(1);
  }

  @AfterEach
  void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldListAndCallToolOfSkill() {
    JsonNode tools = request("tools/list", "{}").at("/result/tools");
    assertThat(tools)
        .extracting(tool -> tool.path("name").asText())
        .containsExactly("ask_agent", "greeter_greet");

    JsonNode result = call("world");

    assertThat(result.path("isError").asBoolean(true)).isFalse();
    assertThat(result.at("/content/0/text").asText()).isEqualTo("hello world\n[exit code 0]");
    AgentRun run =
        TestCluster.ADMIN
            .resources(AgentRun.class)
            .inNamespace(namespace)
            .list()
            .getItems()
            .getFirst();
    assertThat(run.getStatus().skills()).extracting(SkillStatus::name).containsExactly("greeter");
    AgentRunAssert.assertThatRun(run).hasSucceeded().hasNoPermissionsLeft();
  }

  @Test
  void shouldReportToolThatFails() {
    JsonNode result = call("nobody");

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.at("/content/0/text").asText()).contains("hello nobody", "[exit code 1]");
  }

  private JsonNode call(String name) {
    return request(
            "tools/call", "{\"name\":\"greeter_greet\",\"arguments\":{\"name\":\"" + name + "\"}}")
        .path("result");
  }

  private JsonNode request(String method, String params) {
    try {
      return bot.client()
          .post(
              "/mcp",
              JsonTrees.read(
                  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                      .formatted(method, params)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package ai.sympozium.endpoint.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.ParameterSchema;
import ai.sympozium.contract.RequestedCall;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.SkillTool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tool of a skill, which a run calls without a model. */
final class SkillMcpTool implements McpTool {
  private static final int MAX_TASK_BYTES = 2048;

  private final SkillTool tool;
  private final RunCalls calls;

  SkillMcpTool(SkillTool tool, RunCalls calls) {
    this.tool = tool;
    this.calls = calls;
  }

  @Override
  public String name() {
    return SkillToolNames.of(tool.skill(), tool.name());
  }

  @Override
  public ObjectNode describe() {
    var json =
        JsonTrees.object()
            .put("name", name())
            .put("title", RequestedCall.path(tool.skill(), tool.name()))
            .put("description", tool.description());
    json.set("inputSchema", tool.parameters());
    return json;
  }

  @Override
  public void call(HttpExchange exchange, McpRequest request) throws InterruptedException {
    var given = request.params().path("arguments");
    var arguments = given.isMissingNode() ? JsonTrees.object() : given;
    var problem = problem(arguments);
    if (problem != null || !(arguments instanceof ObjectNode object)) {
      calls.reject(exchange, request, "arguments: " + problem);
      return;
    }
    var call = new RequestedCall(tool.skill(), tool.name(), object);
    var task =
        TruncatedText.ofBytes(
            "Call " + call.path() + " " + JsonTrees.write(object), MAX_TASK_BYTES);
    calls.perform(
        exchange,
        request,
        new RunCalls.Work(
            new Conversation(List.of(), task), call, SkillMcpTool::result, "The tool"));
  }

  /** Converts a result. The text of a tool that failed is for the model too. */
  private static ObjectNode result(EndpointRunResult result) {
    return result.error() == null
        ? McpAnswers.toolResult(result.text(), result.toolFailed())
        : McpAnswers.toolResult("The call failed: " + result.error(), true);
  }

  /**
   * Returns what is wrong with arguments, or null. Only the pod of the run checks them with a
   * schema that has regular expressions or references: here, a slow check would delay all clients.
   */
  private @Nullable String problem(JsonNode arguments) {
    if (!(arguments instanceof ObjectNode object)) {
      return "must be an object.";
    }
    var bytes = JsonTrees.write(object).getBytes(UTF_8).length;
    if (bytes > RequestedCall.MAX_ARGUMENTS_BYTES) {
      return "have "
          + bytes
          + " bytes. Use at most "
          + RequestedCall.MAX_ARGUMENTS_BYTES
          + " bytes.";
    }
    var schema = new ParameterSchema(tool.parameters());
    var problems = schema.canTakeLong() ? List.<String>of() : schema.problems(object);
    return problems.isEmpty() ? null : String.join("; ", problems);
  }
}

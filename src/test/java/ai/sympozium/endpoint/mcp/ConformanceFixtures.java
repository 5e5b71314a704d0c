package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tools and resources that the scenarios of the conformance suite call by their names. */
final class ConformanceFixtures {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  private static final String SOUND =
      "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

  private ConformanceFixtures() {}

  static List<McpTool> tools(McpAnswers answers) {
    return List.of(
        tool(answers, "test_simple_text", request -> content(text())),
        tool(answers, "test_image_content", request -> content(image())),
        tool(answers, "test_audio_content", request -> content(audio())),
        tool(answers, "test_embedded_resource", request -> content(resource())),
        tool(
            answers,
            "test_multiple_content_types",
            request -> content(text(), image(), resource())),
        tool(answers, "test_error_handling", request -> content(text()).put("isError", true)),
        tool(answers, "test_logging_tool", request -> content(text())),
        tool(answers, "test_streaming_elicitation", request -> content(text())),
        tool(answers, "test_missing_capability", ConformanceFixtures::requireSampling),
        new ProgressTool(answers));
  }

  /** Adds resources to those of a server. */
  static McpResources resources(McpResources others) {
    return new McpResources() {
      @Override
      public ObjectNode list(String client, McpRequest request) throws InterruptedException {
        return others.list(client, request);
      }

      @Override
      public ObjectNode templates() {
        return others.templates();
      }

      @Override
      public ObjectNode read(String client, McpRequest request) throws InterruptedException {
        var uri = request.params().path("uri").asText();
        return switch (uri) {
          case "test://static-text" -> contents(request, uri, "text", "text/plain", "A text.");
          case "test://static-binary" -> contents(request, uri, "blob", "image/png", PIXEL);
          case "test://template/123/data" ->
              contents(request, uri, "text", "application/json", "{\"id\":\"123\"}");
          default -> others.read(client, request);
        };
      }
    };
  }

  private static ObjectNode contents(
      McpRequest request, String uri, String member, String type, String value) {
    var result = JsonTrees.object();
    result
        .putArray("contents")
        .addObject()
        .put("uri", uri)
        .put("mimeType", type)
        .put(member, value);
    return McpAnswers.changing(request, result);
  }

  private static ObjectNode content(ObjectNode... items) {
    var result = JsonTrees.object();
    result.set("content", JsonTrees.object().arrayNode().addAll(List.of(items)));
    return result;
  }

  private static ObjectNode text() {
    return JsonTrees.object().put("type", "text").put("text", "A text.");
  }

  private static ObjectNode image() {
    return media("image", "image/png", PIXEL);
  }

  private static ObjectNode audio() {
    return media("audio", "audio/wav", SOUND);
  }

  private static ObjectNode media(String type, String mimeType, String data) {
    return JsonTrees.object().put("type", type).put("mimeType", mimeType).put("data", data);
  }

  private static ObjectNode resource() {
    var item = JsonTrees.object().put("type", "resource");
    item.putObject("resource")
        .put("uri", "test://embedded")
        .put("mimeType", "text/plain")
        .put("text", "A text.");
    return item;
  }

  private static ObjectNode requireSampling(McpRequest request) {
    var data = JsonTrees.object();
    data.putObject("requiredCapabilities").putObject("sampling");
    throw new JsonRpcException(400, -32021, "Missing required client capability", data);
  }

  private static McpTool tool(
      McpAnswers answers, String name, Function<McpRequest, ObjectNode> result) {
    return new FixtureTool(name) {
      @Override
      public void call(HttpExchange exchange, McpRequest request) {
        exchange.answer(HttpAnswer.json(200, answers.response(request, result.apply(request))));
      }
    };
  }

  /** Tool without arguments. */
  private abstract static class FixtureTool implements McpTool {
    private final String name;

    FixtureTool(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ObjectNode describe() {
      var tool = JsonTrees.object().put("name", name).put("description", "A fixture.");
      tool.putObject("inputSchema").put("type", "object");
      return tool;
    }
  }

  private static final class ProgressTool extends FixtureTool {
    private final McpAnswers answers;

    ProgressTool(McpAnswers answers) {
      super("test_tool_with_progress");
      this.answers = answers;
    }

    @Override
    public void call(HttpExchange exchange, McpRequest request) {
      var token = request.params().path("_meta").path("progressToken");
      var stream = exchange.startStream(Map.of());
      for (var progress : List.of(0, 50, 100)) {
        stream.event("message", JsonTrees.write(McpAnswers.progress(token, progress, "progress")));
      }
      stream.event("message", JsonTrees.write(answers.response(request, content(text()))));
      stream.end();
    }
  }
}

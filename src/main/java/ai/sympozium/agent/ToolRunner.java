package ai.sympozium.agent;

import ai.sympozium.agent.call.ArgumentCoercion;
import ai.sympozium.agent.call.ToolNameMatcher;
import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.agent.tool.ToolException;
import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.ToolErrorCode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the tool calls of the model. A call that fails returns its error to the model. */
final class ToolRunner {
  private final List<Tool> tools;
  private final ToolNameMatcher names;
  private final ProgressListener log;
  private final SecretMasker masker;
  private final long maxOutputChars;

  /**
   * Creates a runner.
   *
   * @param maxOutputChars maximum number of characters of a result
   */
  ToolRunner(List<Tool> tools, ProgressListener log, SecretMasker masker, long maxOutputChars) {
    this.tools = tools;
    this.names = new ToolNameMatcher(names(tools));
    this.log = log;
    this.masker = masker;
    this.maxOutputChars = maxOutputChars;
  }

  /**
   * Result of a call.
   *
   * @param failure why the call could not be performed, or null
   * @param durationMs time that the tool took
   */
  record Outcome(ToolResult result, @Nullable ToolException failure, long durationMs) {
    Message.ToolMessage message(ToolCall call) {
      return new Message.ToolMessage(call.id(), result.content());
    }

    /** Returns the line of the transcript. */
    ObjectNode line(ToolCall call) {
      var line = message(call).toJson();
      var meta = line.putObject("_meta").put("tool", call.tool());
      if (result.exitCode() != null) {
        meta.put("exitCode", result.exitCode());
      }
      meta.put("durationMs", durationMs).put("truncated", result.truncated());
      if (result.errorCode() != null) {
        meta.put("error", result.errorCode());
      }
      return line;
    }
  }

  static List<String> names(List<Tool> tools) {
    return tools.stream().map(Tool::name).toList();
  }

  List<ToolDefinition> definitions() {
    return tools.stream()
        .map(tool -> new ToolDefinition(tool.name(), tool.description(), tool.parameters()))
        .toList();
  }

  /** Returns a call without arguments if they are not JSON, because servers reject it later. */
  static ToolCall sendable(ToolCall call) {
    try {
      return JsonTrees.read(call.arguments()).isObject() ? call : call.withArguments("{}");
    } catch (IOException e) {
      return call.withArguments("{}");
    }
  }

  /** Returns a call with the name of the tool that it means. */
  ToolCall repaired(ToolCall call) {
    var name = names.match(call.tool());
    if (name == null) {
      // A cleaned token would no longer be recognized as one.
      return call.withTool(ToolNameMatcher.clean(masker.mask(call.tool())));
    }
    var repaired = call.withTool(name);
    return withSkill(repaired, ToolNameMatcher.prefix(call.tool()));
  }

  /** Runs a call of the model, whose arguments can need a conversion. */
  Outcome run(ToolCall call) throws InterruptedException {
    return run(call, tool -> ArgumentCoercion.read(call.arguments(), tool.parameters()));
  }

  /** Runs a call with exactly its arguments. */
  Outcome runUnchanged(ToolCall call) throws InterruptedException {
    return run(call, tool -> JsonTrees.readObject(call.arguments()));
  }

  private interface Arguments {
    ObjectNode of(Tool tool) throws IOException;
  }

  private Outcome run(ToolCall call, Arguments given) throws InterruptedException {
    var started = System.nanoTime();
    var subject = "";
    ToolException failure = null;
    ToolResult result;
    try {
      var tool = tool(call.tool());
      var arguments = arguments(given, tool);
      subject = tool.subject(arguments);
      log.toolStarted(call.tool(), subject);
      result = tool.run(arguments).masked(masker).limitedTo(maxOutputChars);
    } catch (ToolException e) {
      failure = e;
      result = e.toResult().masked(masker);
    } catch (RuntimeException e) {
      failure =
          new ToolException(
              ToolErrorCode.INTERNAL_ERROR, "the tool failed: " + e, "Continue without it.");
      result = failure.toResult();
    }
    var duration = (System.nanoTime() - started) / 1_000_000;
    log.toolRan(call.tool(), subject, result, duration);
    return new Outcome(result, failure, duration);
  }

  /** A name such as {@code k8s-ops/execute_command} also names the skill. */
  private ToolCall withSkill(ToolCall call, String prefix) {
    for (var tool : tools) {
      if (tool.name().equals(call.tool())) {
        for (var skill : tool.parameters().path("properties").path("skill").path("enum")) {
          if (skill.asText().equals(prefix)) {
            return withSkill(call, tool, prefix);
          }
        }
      }
    }
    return call;
  }

  private static ToolCall withSkill(ToolCall call, Tool tool, String skill) {
    try {
      var arguments = ArgumentCoercion.read(call.arguments(), tool.parameters());
      if (!arguments.has("skill")) {
        return call.withArguments(JsonTrees.write(arguments.put("skill", skill)));
      }
    } catch (IOException e) {
      // The tool reports the arguments.
    }
    return call;
  }

  private Tool tool(String name) throws ToolException {
    for (var tool : tools) {
      if (tool.name().equals(name)) {
        return tool;
      }
    }
    throw new ToolException(
        ToolErrorCode.UNKNOWN_TOOL,
        "there is no tool " + name,
        "Use one of: " + String.join(", ", names(tools)) + ".");
  }

  private static ObjectNode arguments(Arguments given, Tool tool) throws ToolException {
    try {
      return given.of(tool);
    } catch (IOException e) {
      throw new ToolException(
          ToolErrorCode.INVALID_ARGUMENTS,
          "the arguments are not a JSON object",
          "Call the tool again with complete JSON. Shorten long texts.");
    }
  }
}

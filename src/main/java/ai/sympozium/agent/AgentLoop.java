package ai.sympozium.agent;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ModelClient;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.agent.tool.ToolException;
import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentResult;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the conversation to the model and runs its tool calls until a message has none. */
final class AgentLoop {
  // Result and transcript must fit in one ConfigMap.
  private static final int MAX_RESPONSE_BYTES = 256 << 10;

  private final AgentInput input;
  private final ModelClient model;
  private final List<Tool> tools;
  private final Outbox outbox;
  private final ConsoleLog log;
  private final UsageCounter usage;
  private final SecretMasker masker;
  private final List<Message> conversation = new ArrayList<>();
  private volatile @Nullable String lastText;

  AgentLoop(
      AgentInput input,
      ModelClient model,
      List<Tool> tools,
      Outbox outbox,
      ConsoleLog log,
      UsageCounter usage,
      SecretMasker masker) {
    this.input = input;
    this.model = model;
    this.tools = tools;
    this.outbox = outbox;
    this.log = log;
    this.usage = usage;
    this.masker = masker;
  }

  /** Returns the result of the run after the last message of the model. */
  AgentResult run() throws IOException, InterruptedException {
    add(new Message.SystemMessage(SystemPrompt.of(input, tools)));
    add(new Message.UserMessage(input.task()));
    var definitions = new ArrayList<ToolDefinition>();
    for (var tool : tools) {
      definitions.add(new ToolDefinition(tool.name(), tool.description(), tool.parameters()));
    }
    for (var turn = 1L; turn <= input.limits().turns(); turn++) {
      Message.AssistantMessage answer;
      try {
        var completion = model.complete(List.copyOf(conversation), definitions);
        usage.add(completion);
        answer = completion.message();
      } catch (ModelException e) {
        return failed(e.getMessage());
      }
      add(answer);
      var text = answer.text();
      if (text != null && !text.isBlank()) {
        lastText = masker.mask(text);
      }
      if (answer.toolCalls().isEmpty()) {
        return text == null || text.isBlank()
            ? failed("the model answered with neither text nor a tool call")
            : succeeded(text);
      }
      log.modelAnswered(text);
      for (var call : answer.toolCalls()) {
        run(call);
      }
    }
    return failed(
        "the limit of "
            + input.limits().turns()
            + " turns was reached before the task was complete");
  }

  /** Returns a result with an error and the last text of the model. */
  AgentResult failed(String error) {
    return new AgentResult(lastText, masker.mask(error), usage.metrics());
  }

  private AgentResult succeeded(String text) {
    var response =
        TruncatedText.of(masker.mask(text), MAX_RESPONSE_BYTES / 2, MAX_RESPONSE_BYTES / 2).text();
    return new AgentResult(response, null, usage.metrics());
  }

  private void run(ToolCall call) throws IOException, InterruptedException {
    usage.addToolCall();
    var started = System.nanoTime();
    var subject = "";
    ToolResult result;
    try {
      var tool = tool(call.tool());
      var arguments = arguments(call);
      subject = tool.subject(arguments);
      result = tool.run(arguments).masked(masker);
    } catch (ToolException e) {
      result = e.toResult().masked(masker);
    } catch (RuntimeException e) {
      result =
          new ToolException("InternalError", "the tool failed: " + e, "Continue without it.")
              .toResult();
    }
    var duration = (System.nanoTime() - started) / 1_000_000;
    log.toolRan(call.tool(), subject, result, duration);
    var message = new Message.ToolMessage(call.id(), result.content());
    conversation.add(message);
    outbox.append(withMeta(message.toJson(), call.tool(), result, duration));
  }

  private Tool tool(String name) throws ToolException {
    var names = new ArrayList<String>();
    for (var tool : tools) {
      if (tool.name().equals(name)) {
        return tool;
      }
      names.add(tool.name());
    }
    throw new ToolException(
        "UnknownTool", "there is no tool " + name, "Use one of: " + String.join(", ", names) + ".");
  }

  private static ObjectNode arguments(ToolCall call) throws ToolException {
    try {
      return call.arguments().isBlank()
          ? JsonTrees.object()
          : JsonTrees.readObject(call.arguments());
    } catch (IOException e) {
      throw new ToolException(
          "InvalidArguments",
          "the arguments are not a JSON object",
          "Call the tool again with complete JSON. Shorten long texts.");
    }
  }

  private static ObjectNode withMeta(
      ObjectNode line, String tool, ToolResult result, long durationMs) {
    var meta = line.putObject("_meta").put("tool", tool);
    if (result.exitCode() != null) {
      meta.put("exitCode", result.exitCode());
    }
    meta.put("durationMs", durationMs).put("truncated", result.truncated());
    if (result.errorCode() != null) {
      meta.put("error", result.errorCode());
    }
    return line;
  }

  private void add(Message message) throws IOException {
    conversation.add(message);
    outbox.append(message.toJson());
  }
}

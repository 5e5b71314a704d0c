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
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.AgentResult;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the model, runs the tools it calls for, and asks again until it answers without a call. */
final class AgentLoop {
  // What is to be kept of a run must fit into one object of the cluster, beside its transcript.
  private static final int LONGEST_RESPONSE = 256 << 10;

  private final AgentInput input;
  private final ModelClient model;
  private final List<Tool> tools;
  private final Outbox outbox;
  private final ConsoleLog log;
  private final UsageCounter tally;
  private final List<Message> conversation = new ArrayList<>();
  private volatile @Nullable String lastText;

  AgentLoop(
      AgentInput input,
      ModelClient model,
      List<Tool> tools,
      Outbox outbox,
      ConsoleLog log,
      UsageCounter tally) {
    this.input = input;
    this.model = model;
    this.tools = tools;
    this.outbox = outbox;
    this.log = log;
    this.tally = tally;
  }

  /** Runs to the end, good or bad. */
  AgentResult run() throws IOException, InterruptedException {
    add(new Message.Instructions(SystemPrompt.of(input, tools)));
    add(new Message.Task(input.task()));
    var specs = new ArrayList<ToolDefinition>();
    for (var tool : tools) {
      specs.add(new ToolDefinition(tool.name(), tool.description(), tool.parameters()));
    }
    for (var turn = 1L; turn <= input.limits().turns(); turn++) {
      Message.Answer answer;
      try {
        var given = model.ask(List.copyOf(conversation), specs);
        tally.add(given);
        answer = given.message();
      } catch (ModelException e) {
        return failed(e.getMessage());
      }
      add(answer);
      var text = answer.text();
      if (text != null && !text.isBlank()) {
        lastText = text;
      }
      if (answer.toolCalls().isEmpty()) {
        return text == null || text.isBlank()
            ? failed("the model answered with neither a text nor a tool call")
            : new AgentResult(
                TruncatedText.of(text, LONGEST_RESPONSE / 2, LONGEST_RESPONSE / 2).text(),
                null,
                tally.metrics());
      }
      log.said(text);
      for (var call : answer.toolCalls()) {
        run(call);
      }
    }
    return failed(
        "the limit of " + input.limits().turns() + " turns was reached before the task was done");
  }

  /** A result that says why the run has failed, with what the model has said so far. */
  AgentResult failed(String error) {
    return new AgentResult(lastText, error, tally.metrics());
  }

  private void run(ToolCall call) throws IOException, InterruptedException {
    tally.addToolCall();
    var started = System.nanoTime();
    var subject = "";
    ToolResult result;
    try {
      var tool = tool(call.tool());
      var arguments = arguments(call);
      subject = tool.subject(arguments);
      result = tool.run(arguments);
    } catch (ToolException e) {
      result = e.toResult();
    } catch (RuntimeException e) {
      result =
          new ToolException("Broken", "the tool has failed: " + e, "Do without it.").toResult();
    }
    var duration = (System.nanoTime() - started) / 1_000_000;
    log.toolRan(call.tool(), subject, result, duration);
    var message = new Message.ToolOutput(call.id(), result.content());
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
        "NoSuchTool", "there is no tool " + name, "Use one of: " + String.join(", ", names) + ".");
  }

  private static ObjectNode arguments(ToolCall call) throws ToolException {
    try {
      return call.arguments().isBlank()
          ? JsonTrees.object()
          : JsonTrees.readObject(call.arguments());
    } catch (IOException e) {
      throw new ToolException(
          "BadArguments",
          "the arguments are not a JSON object",
          "Call the tool again with complete JSON; make long texts shorter.");
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

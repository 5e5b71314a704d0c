package ai.sympozium.agent;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.agent.tool.ToolException;
import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.RequestedCall;
import ai.sympozium.contract.ToolErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Performs the tool call of a run without a model: exactly this call, once. It is no model for
 * {@link AgentLoop}, which would repair the call, and judge the output of the tool as an answer: an
 * output in the form of a tool call would be executed.
 */
final class ToolCallTask implements AgentTask {
  private final AgentInput input;
  private final RequestedCall requested;
  private final List<Tool> tools;
  private final Outbox outbox;
  private final ToolRunner runner;
  private final UsageCounter usage;
  private final SecretMasker masker;

  /**
   * Creates a task.
   *
   * @param tools tools that the policies of the run allow
   */
  ToolCallTask(
      AgentInput input,
      RequestedCall requested,
      List<Tool> tools,
      Outbox outbox,
      ProgressListener log,
      UsageCounter usage,
      SecretMasker masker) {
    this.input = input;
    this.requested = requested;
    this.tools = tools;
    this.outbox = outbox;
    this.runner = new ToolRunner(tools, log, masker, input.limits().toolOutputChars());
    this.usage = usage;
    this.masker = masker;
  }

  @Override
  public AgentResult run() throws IOException, InterruptedException {
    outbox.append(new Message.UserMessage(input.task()).toJson());
    var function = function();
    if (function.isEmpty()) {
      return failed(
          "spec.toolCall.tool: the run has no tool " + requested.path() + " that it may call.");
    }
    var call =
        new ToolCall(ToolCall.newId(), function.get(), JsonTrees.write(requested.arguments()));
    outbox.append(new Message.AssistantMessage(null, List.of(call)).toJson());
    usage.addToolCall();
    var outcome = runner.runUnchanged(call);
    outbox.append(outcome.line(call));
    return outcome.failure() == null
        ? executed(outcome.result())
        : failed(describe(requested, outcome.failure()));
  }

  @Override
  public AgentResult failed(String error) {
    return new AgentResult(null, masker.mask(error), usage.metrics());
  }

  /** Returns the name of the tool in this run, if the policies allow it. */
  private Optional<String> function() {
    return input.skills().stream()
        .filter(skill -> skill.name().equals(requested.skill()))
        .flatMap(skill -> skill.tools().stream())
        .filter(tool -> tool.name().equals(requested.tool()))
        .map(tool -> tool.function())
        .filter(ToolRunner.names(tools)::contains)
        .findFirst();
  }

  /** A program that was executed is a success of the run, whatever it returns. */
  private AgentResult executed(ToolResult result) {
    var text =
        TruncatedText.of(
                masker.mask(result.content()),
                AgentLoop.MAX_RESPONSE_BYTES / 2,
                AgentLoop.MAX_RESPONSE_BYTES / 2)
            .text();
    if (result.errorCode() != null) {
      return failed("spec.toolCall.tool: " + requested.path() + " was not executed: " + text);
    }
    var exitCode = result.exitCode();
    var remark = exitCode != null && exitCode != 0 ? AgentResult.TOOL_FAILED : null;
    return new AgentResult(text, null, usage.metrics(), remark, null);
  }

  /** A client repeats a call only if it is known that nothing was executed. */
  static String describe(RequestedCall requested, ToolException failure) {
    if (ToolErrorCode.INVALID_ARGUMENTS.is(failure.code())) {
      return "spec.toolCall.arguments: " + failure.getMessage();
    }
    var tool = "spec.toolCall.tool: " + requested.path();
    return ToolErrorCode.isBeforeExecution(failure.code())
        ? tool + " was not executed: " + failure.getMessage()
        : tool + " may have been executed: " + failure.getMessage() + ". " + failure.hint();
  }
}

package ai.sympozium.agent;

import ai.sympozium.agent.call.TextToolCalls;
import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.ModelClient;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.AgentResult.StopReason;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends the conversation to the model and runs its tool calls until a message is the answer. */
final class AgentLoop implements AgentTask {
  // Result and transcript must fit in one ConfigMap.
  static final int MAX_RESPONSE_BYTES = 256 << 10;
  private static final String TRUNCATED =
      "\n\n[The answer ends here because the model reached its token limit.]";

  private final AgentInput input;
  private final ModelClient model;
  private final List<Tool> tools;
  private final ToolRunner runner;
  private final TextToolCalls textCalls;
  private final AnswerReview review;
  private final Conversation conversation;
  private final ProgressListener log;
  private final Consumer<String> answered;
  private final UsageCounter usage;
  private final SecretMasker masker;

  /** Problems that the model was asked to solve since its last tool call. */
  private final Set<AnswerProblem> asked = EnumSet.noneOf(AnswerProblem.class);

  private @Nullable ToolResult lastResult;
  private volatile @Nullable String lastText;

  /**
   * Creates a loop.
   *
   * @param answered receives the text of each message of the model when it is complete
   */
  AgentLoop(
      AgentInput input,
      ModelClient model,
      List<Tool> tools,
      Outbox outbox,
      ProgressListener log,
      Consumer<String> answered,
      UsageCounter usage,
      SecretMasker masker) {
    this.input = input;
    this.model = model;
    this.tools = tools;
    this.runner = new ToolRunner(tools, log, masker, input.limits().toolOutputChars());
    this.textCalls = new TextToolCalls(ToolRunner.names(tools));
    this.review = new AnswerReview(textCalls);
    this.conversation = new Conversation(outbox);
    this.log = log;
    this.answered = answered;
    this.usage = usage;
    this.masker = masker;
  }

  /** Returns the result of the run after the last message of the model. */
  @Override
  public AgentResult run() throws IOException, InterruptedException {
    conversation.begin(SystemPrompt.of(input, tools), input);
    var definitions = runner.definitions();
    Answer accepted = null;
    for (var turn = 1L; turn <= input.limits().turns(); turn++) {
      ChatCompletion completion;
      try {
        completion = conversation.complete(model, definitions);
      } catch (ModelException e) {
        return accepted == null ? failed(e.getMessage()) : succeeded(accepted);
      }
      usage.add(completion);
      var message = repaired(completion.message());
      answered.accept(AnswerReview.visibleText(message));
      var problem = review.problem(message, completion.truncated(), lastResult);
      keepText(message, problem);
      if (problem == null && message.toolCalls().isEmpty()) {
        conversation.add(message);
        return succeeded(message, completion.truncated());
      }
      if (usage.outputTokens() >= input.limits().outputTokens()) {
        conversation.add(message);
        return succeeded(message, true);
      }
      if (usage.tokens() >= input.limits().tokens()) {
        conversation.add(message);
        return limited(input.limits().tokens() + " tokens");
      }
      if (problem == null) {
        run(message);
        accepted = null;
        continue;
      }
      if (problem.remark() != null) {
        accepted = new Answer(AnswerReview.visibleText(message), problem.remark());
      }
      if (!asked.add(problem)) {
        conversation.add(message);
        return accepted != null ? succeeded(accepted) : failed(String.valueOf(problem.error()));
      }
      ask(message, problem);
    }
    return accepted != null ? succeeded(accepted) : limited(input.limits().turns() + " turns");
  }

  private AgentResult limited(String limit) {
    return failed("the limit of " + limit + " was reached before the task was complete")
        .withStopReason(StopReason.LIMIT);
  }

  /** Returns a result with an error and the last text of the model. */
  @Override
  public AgentResult failed(String error) {
    return new AgentResult(lastText, masker.mask(error), usage.metrics());
  }

  /**
   * An answer of the model.
   *
   * @param remark why the answer may not be one, or null
   */
  private record Answer(String text, @Nullable String remark) {}

  /** A client that limits the generated tokens learns of the cut from the reason alone. */
  private AgentResult succeeded(AssistantMessage message, boolean cut) {
    var text = AnswerReview.visibleText(message);
    var noted = cut && input.limits().outputTokens() == AgentInput.Limits.NONE;
    return succeeded(new Answer(noted ? text + TRUNCATED : text, null))
        .withStopReason(cut ? StopReason.LENGTH : null);
  }

  private AgentResult succeeded(Answer answer) {
    var response =
        TruncatedText.of(masker.mask(answer.text()), MAX_RESPONSE_BYTES / 2, MAX_RESPONSE_BYTES / 2)
            .text();
    return new AgentResult(response, null, usage.metrics(), answer.remark(), null);
  }

  /** Gives tool calls clean names, and makes calls of a text that is nothing but calls. */
  private AssistantMessage repaired(AssistantMessage message) {
    if (message.toolCalls().isEmpty()) {
      var calls = textCalls.parse(AnswerReview.visibleText(message));
      return calls.isEmpty() ? message : new AssistantMessage(null, calls, message.members());
    }
    return message.withToolCalls(message.toolCalls().stream().map(runner::repaired).toList());
  }

  /** Keeps what the model has found, in case that the run fails. */
  private void keepText(AssistantMessage message, @Nullable AnswerProblem problem) {
    var text = AnswerReview.visibleText(message);
    if (problem == AnswerProblem.REASONING_ONLY || problem == AnswerProblem.CUT_BEFORE_ANSWER) {
      text = AnswerReview.reasoning(message);
    }
    if (!text.isBlank() && problem != AnswerProblem.CALL_AS_TEXT) {
      lastText = masker.mask(text);
    }
  }

  private void ask(AssistantMessage message, AnswerProblem problem) throws IOException {
    // Servers reject an empty message and a call without its result.
    if (message.toolCalls().isEmpty() && !AnswerReview.visibleText(message).isBlank()) {
      conversation.add(message);
    }
    log.askedAgain(problem.hint());
    conversation.add(new Message.UserMessage(problem.hint()));
  }

  private void run(AssistantMessage message) throws IOException, InterruptedException {
    asked.clear();
    conversation.add(
        message.withToolCalls(message.toolCalls().stream().map(ToolRunner::sendable).toList()));
    log.modelAnswered(AnswerReview.visibleText(message));
    for (var call : message.toolCalls()) {
      run(call);
    }
  }

  private void run(ToolCall call) throws IOException, InterruptedException {
    usage.addToolCall();
    var outcome = runner.run(call);
    lastResult = outcome.result();
    conversation.add(outcome.message(call), outcome.line(call));
  }
}

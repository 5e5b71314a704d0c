package ai.sympozium.agent;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.ContextOverflowException;
import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ModelClient;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.EarlierMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a run. Keeps them within the model's context, whose size it learns from the model's
 * errors. The transcript contains all messages in full.
 */
final class Conversation {
  private static final int MAX_SHORTENINGS = 6;

  private final Outbox outbox;
  private List<Message> messages = new ArrayList<>();
  private long limit = Long.MAX_VALUE;
  private @Nullable Message task;

  Conversation(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Begins with the system prompt, the earlier messages and the task. */
  void begin(String prompt, AgentInput input) throws IOException {
    add(new Message.SystemMessage(prompt));
    for (var earlier : input.conversation()) {
      switch (earlier.role()) {
        case EarlierMessage.USER -> add(new Message.UserMessage(earlier.text()));
        case EarlierMessage.ASSISTANT ->
            add(new Message.AssistantMessage(earlier.text(), List.of()));
        default -> {
          // The system prompt contains the texts of the role system.
        }
      }
    }
    task = new Message.UserMessage(input.task());
    add(task);
  }

  void add(Message message) throws IOException {
    add(message, message.toJson());
  }

  /** Adds a message whose line in the transcript has more members. */
  void add(Message message, ObjectNode line) throws IOException {
    messages.add(message);
    outbox.append(line);
  }

  /** Returns the model's next message. Shortens the conversation if its context is too small. */
  ChatCompletion complete(ModelClient model, List<ToolDefinition> tools)
      throws ModelException, IOException, InterruptedException {
    if (limit < Long.MAX_VALUE && ContextShortener.size(messages) > limit) {
      shorten(limit * 4 / 5);
    }
    for (var attempt = 1; ; attempt++) {
      try {
        return model.complete(List.copyOf(messages), tools);
      } catch (ContextOverflowException e) {
        var size = ContextShortener.size(messages);
        limit = Math.min(limit, size * 9 / 10);
        if (attempt == MAX_SHORTENINGS || !shorten(size * 6 / 10)) {
          throw new ModelException(
              e.getMessage()
                  + " (the context of the model is too small for this run, although tool outputs"
                  + " were shortened and old turns summarized)");
        }
      }
    }
  }

  /** Returns the number of messages up to the task. Equal messages before it are not the task. */
  private int head() {
    for (var i = 0; i < messages.size(); i++) {
      if (messages.get(i) == task) {
        return i + 1;
      }
    }
    throw new IllegalStateException("the conversation has no task");
  }

  private boolean shorten(long target) throws IOException {
    var before = ContextShortener.size(messages);
    messages = new ArrayList<>(ContextShortener.shorten(messages, target, head()));
    var after = ContextShortener.size(messages);
    if (after >= before) {
      return false;
    }
    var note =
        new Message.UserMessage(
            "[The conversation was shortened from "
                + before
                + " to "
                + after
                + " characters to fit the model's context.]");
    var line = note.toJson();
    line.putObject("_meta").put("contextShortened", true);
    outbox.append(line);
    return true;
  }
}

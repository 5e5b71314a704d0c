package ai.sympozium.agent.model;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Replays the assistant lines of a recorded transcript, so that a run needs no model. */
public final class ReplayModelClient implements ModelClient {
  private final String name;
  private final List<Message.AssistantMessage> answers;
  private int next;

  private ReplayModelClient(String name, List<Message.AssistantMessage> answers) {
    this.name = name;
    this.answers = answers;
  }

  /** Reads the transcript. */
  public static ReplayModelClient of(Path transcript) throws ModelException {
    var answers = new ArrayList<Message.AssistantMessage>();
    var number = 0;
    try {
      for (var line : Files.readAllLines(transcript)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        var message = JsonTrees.readObject(line);
        if ("assistant".equals(JsonTrees.text(message, "role"))) {
          answers.add(AssistantMessageReader.read(message));
        }
      }
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "line " + number + " of the replay transcript is not JSON: " + e.getOriginalMessage());
    } catch (JsonShapeException e) {
      throw new ModelException(
          "line " + number + " of the replay transcript is not a message: " + e.getMessage());
    } catch (IOException e) {
      throw new ModelException("the replay transcript cannot be read: " + e);
    }
    return new ReplayModelClient(String.valueOf(transcript.getFileName()), List.copyOf(answers));
  }

  @Override
  public ChatCompletion complete(List<Message> conversation, List<ToolDefinition> tools)
      throws ModelException {
    if (next >= answers.size()) {
      throw new ModelException(
          "the replay transcript is too short: the agent needs answer "
              + (next + 1)
              + " but "
              + name
              + " has "
              + answers.size()
              + (answers.size() == 1 ? " assistant line" : " assistant lines"));
    }
    return new ChatCompletion(answers.get(next++), 0, 0);
  }
}

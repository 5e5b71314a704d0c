package ai.sympozium.agent.model;

import ai.sympozium.ipc.Json;
import ai.sympozium.ipc.UnexpectedJsonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Plays the assistant lines of a recorded transcript, so that a run needs no model. */
public final class ReplayModel implements ModelClient {
  private final String name;
  private final List<Message.Answer> answers;
  private int asked;

  private ReplayModel(String name, List<Message.Answer> answers) {
    this.name = name;
    this.answers = answers;
  }

  /** Reads a transcript. */
  public static ReplayModel of(Path transcript) throws ModelException {
    var answers = new ArrayList<Message.Answer>();
    var number = 0;
    try {
      for (var line : Files.readAllLines(transcript)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        var message = Json.readObject(line);
        if ("assistant".equals(Json.text(message, "role"))) {
          answers.add(AnswerJson.read(message));
        }
      }
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "line " + number + " of the replay transcript is not JSON: " + e.getOriginalMessage());
    } catch (UnexpectedJsonException e) {
      throw new ModelException(
          "line " + number + " of the replay transcript is not a message: " + e.getMessage());
    } catch (IOException e) {
      throw new ModelException("the replay transcript cannot be read: " + e);
    }
    return new ReplayModel(String.valueOf(transcript.getFileName()), List.copyOf(answers));
  }

  @Override
  public ModelAnswer ask(List<Message> conversation, List<ToolSpec> tools) throws ModelException {
    if (asked >= answers.size()) {
      throw new ModelException(
          "replay transcript ended: the model was asked for answer "
              + (asked + 1)
              + " but "
              + name
              + " has "
              + answers.size()
              + (answers.size() == 1 ? " assistant line" : " assistant lines"));
    }
    return new ModelAnswer(answers.get(asked++), 0, 0);
  }
}

package ai.sympozium.agent.model.http;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.base.JsonShapeException;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Assembles a completion from the events of a stream, or from a whole response. */
public interface CompletionReader {
  /** Adds an event of a stream or a whole response. */
  void add(ObjectNode event) throws JsonShapeException;

  /** Returns the text that the last event has added to the message, or an empty text. */
  String addedText();

  /** Returns whether the server has sent the reason why it stopped. */
  boolean isFinished();

  /** Returns the completion after the last event. */
  ChatCompletion completion() throws ModelException, JsonShapeException;
}

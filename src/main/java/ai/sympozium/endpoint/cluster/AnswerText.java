package ai.sympozium.endpoint.cluster;

import ai.sympozium.endpoint.run.EndpointRunResult;

/**
 * Assembles the text of a run's messages from its log. The log can lack parts; the result then
 * completes the text, so that what a client gets ends with the answer.
 */
final class AnswerText {
  /** A result has at most as much. A longer answer is streamed as it is. */
  private static final int MAX_COMPARED = 64 * 1024;

  private static final String SEPARATOR = "\n\n";

  /** Text of the current message of the model that the client got. */
  private final StringBuilder message = new StringBuilder();

  private boolean anySent;
  private boolean messageEnds;
  private boolean gap;

  /**
   * Accepts a part of a message and returns the text to send, which can be empty.
   *
   * @param offset characters of the message before the part; 0 begins a message
   */
  String part(long offset, String text) {
    if (offset == 0 || messageEnds) {
      beginMessage();
    }
    if (gap || offset > message.length()) {
      gap = true;
      return "";
    }
    var known = Math.toIntExact(message.length() - offset);
    return known >= text.length() ? "" : send(text.substring(known));
  }

  /** Notes that the next part belongs to another message. */
  void endMessage() {
    messageEnds = true;
  }

  /** Returns the text that completes the answer, which can be empty. */
  String finish(EndpointRunResult result) {
    var answer = result.text();
    if (!result.isSuccess() || message.length() >= MAX_COMPARED) {
      return "";
    }
    if (!messageEnds && answer.startsWith(message.toString())) {
      return send(answer.substring(message.length()));
    }
    beginMessage();
    return send(answer);
  }

  private void beginMessage() {
    message.setLength(0);
    messageEnds = false;
    gap = false;
  }

  private String send(String text) {
    if (text.isEmpty()) {
      return "";
    }
    var separator = anySent && message.isEmpty() ? SEPARATOR : "";
    message.append(text);
    anySent = true;
    return separator + text;
  }
}

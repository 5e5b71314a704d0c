package ai.sympozium.agent;

import ai.sympozium.agent.model.http.ModelListener;
import ai.sympozium.base.SecretMasker;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Passes the text of the model on while it is generated, without reasoning, with masked secrets. It
 * waits for the end of each word, because a part of a secret is not recognizable, and passes a text
 * that can be a tool call only when the message is complete.
 */
final class AnswerStream implements ModelListener {
  /** A bridge sends batches of this time. */
  private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

  /** First characters of reasoning, and of tool calls that some models write as text. */
  private static final String MARKUP = "<{[`";

  private final ModelListener waits;
  private final SecretMasker masker;
  private final Sink sink;
  private final LongSupplier nanoTime;
  private final StringBuilder raw = new StringBuilder();
  private String passed = "";
  private long passedAt;

  /** Receives the parts of a text. */
  @FunctionalInterface
  interface Sink {
    /**
     * Receives the next part.
     *
     * @param offset number of characters of the message before it
     */
    void text(long offset, String part);
  }

  /**
   * Creates a stream.
   *
   * @param waits receives the pauses of the model's client
   */
  AnswerStream(ModelListener waits, SecretMasker masker, Sink sink, LongSupplier nanoTime) {
    this.waits = waits;
    this.masker = masker;
    this.sink = sink;
    this.nanoTime = nanoTime;
    messageStarted();
  }

  @Override
  public void waiting(String reason, Duration pause) {
    waits.waiting(reason, pause);
  }

  /** The first words of a message are passed at once. */
  @Override
  public void messageStarted() {
    raw.setLength(0);
    passed = "";
    passedAt = nanoTime.getAsLong() - INTERVAL_NANOS;
  }

  @Override
  public void textAdded(String text) {
    raw.append(text);
    if (nanoTime.getAsLong() - passedAt >= INTERVAL_NANOS) {
      var visible = AnswerReview.visibleText(raw.toString());
      if (!visible.isBlank() && MARKUP.indexOf(visible.stripLeading().charAt(0)) < 0) {
        var masked = masker.mask(visible);
        pass(masked.substring(0, endOfWords(masked)));
      }
    }
  }

  /** Passes the rest of a message on. Does nothing if it has no text. */
  void completed(String visible) {
    pass(masker.mask(visible));
    messageStarted();
  }

  private void pass(String text) {
    if (!text.startsWith(passed)) {
      passed = "";
    }
    if (text.length() > passed.length()) {
      sink.text(passed.length(), text.substring(passed.length()));
      passed = text;
      passedAt = nanoTime.getAsLong();
    }
  }

  private static int endOfWords(String text) {
    var end = text.length();
    while (end > 0 && !Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }
}

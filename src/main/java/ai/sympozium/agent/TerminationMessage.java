package ai.sympozium.agent;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.AgentResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The result as the container's termination message, which the kubelet hands on: it counts when the
 * bridge could not report.
 */
final class TerminationMessage {
  /** What the kubelet reads of a termination message. */
  static final int MOST_BYTES = 4096;

  private TerminationMessage() {}

  static void leave(Path message, AgentResult result) {
    try {
      Files.write(message, of(result), StandardOpenOption.WRITE);
    } catch (IOException e) {
      System.err.println("agent: the termination message could not be left: " + e);
    }
  }

  /** JSON within the bound, its texts cut in the middle as far as it takes. */
  private static byte[] of(AgentResult result) {
    byte[] json = JsonTrees.writeBytes(result.toJson());
    for (int most = MOST_BYTES; json.length > MOST_BYTES; most /= 2) {
      json =
          JsonTrees.writeBytes(
              new AgentResult(
                      cut(result.response(), most), cut(result.error(), most), result.metrics())
                  .toJson());
    }
    return json;
  }

  private static @Nullable String cut(@Nullable String text, int most) {
    return text == null ? null : TruncatedText.of(text, most / 2, most / 2).text();
  }
}

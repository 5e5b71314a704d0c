package ai.sympozium.agent;

import static ai.sympozium.contract.PodContract.MAX_TERMINATION_MESSAGE_BYTES;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.AgentResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result as the container's termination message. The kubelet stores it in the pod's
 * status, so the result survives a bridge that cannot report.
 */
final class TerminationMessage {
  private TerminationMessage() {}

  static void write(Path message, AgentResult result) {
    try {
      Files.write(message, bytes(result), StandardOpenOption.WRITE);
    } catch (IOException e) {
      System.err.println("agent: the termination message could not be written: " + e);
    }
  }

  /** Returns JSON of the maximum size, with its texts truncated in the middle. */
  private static byte[] bytes(AgentResult result) {
    byte[] json = JsonTrees.writeBytes(result.toJson());
    for (int max = MAX_TERMINATION_MESSAGE_BYTES;
        json.length > MAX_TERMINATION_MESSAGE_BYTES;
        max /= 2) {
      json = JsonTrees.writeBytes(truncated(result, max).toJson());
    }
    return json;
  }

  private static AgentResult truncated(AgentResult result, int maxBytes) {
    return new AgentResult(
        truncated(result.response(), maxBytes),
        truncated(result.error(), maxBytes),
        result.metrics(),
        result.remark(),
        result.stopReason());
  }

  private static @Nullable String truncated(@Nullable String text, int maxBytes) {
    return text == null ? null : TruncatedText.of(text, maxBytes / 2, maxBytes / 2).text();
  }
}

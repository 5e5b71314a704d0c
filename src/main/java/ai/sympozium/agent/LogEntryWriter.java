package ai.sympozium.agent;

import static ai.sympozium.ipc.SecureDirectory.READABLE;

import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.SecureDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes the run's log for the bridge, one file for each entry. While too many entries wait,
 * further entries are dropped, and the next one states how many. An error never fails the run.
 */
final class LogEntryWriter implements ProgressListener {
  /** A character has at most three bytes. */
  private static final int MAX_PART_CHARACTERS = LogEntry.MAX_TEXT_BYTES / 3;

  private final Path directory;
  private final SecretMasker masker;
  private final InstantSource clock;
  private long seq;
  private long dropped;
  private int sinceCount = PodContract.MAX_WAITING_LOG_ENTRIES;
  private String lastError = "";

  LogEntryWriter(Path ipc, SecretMasker masker, InstantSource clock) {
    this.directory = ipc.resolve(PodContract.IPC_BRIDGE).resolve(PodContract.LOG_DIRECTORY);
    this.masker = masker;
    this.clock = clock;
  }

  @Override
  public synchronized void started(AgentInput input) {
    var model = (input.model().provider() + " " + input.model().model()).strip();
    var skills = input.skills().stream().map(AgentInput.Skill::name).toList();
    write(
        next(Kind.STARTED)
            .withText(
                "model "
                    + model
                    + "  skills "
                    + (skills.isEmpty() ? "none" : String.join(", ", skills))));
  }

  @Override
  public synchronized void waiting(String reason, Duration pause) {
    write(
        next(Kind.WAITING).withOutcome(null, null, pause.toMillis()).withText(masker.mask(reason)));
  }

  @Override
  public synchronized void askedAgain(String hint) {
    write(next(Kind.ASKED).withText(masker.mask(hint)));
  }

  @Override
  public synchronized void modelAnswered(@Nullable String text) {
    write(next(Kind.MODEL).withText(masked(text)));
  }

  @Override
  public synchronized void toolStarted(String tool, String subject) {
    write(next(Kind.TOOL_STARTED).withTool(masker.mask(tool), masker.mask(subject)));
  }

  @Override
  public synchronized void toolRan(
      String tool, String subject, ToolResult result, long durationMs) {
    write(
        next(Kind.TOOL)
            .withTool(masker.mask(tool), masker.mask(subject))
            .withOutcome(result.exitCode(), result.errorCode(), durationMs)
            .withText(masker.mask(result.content())));
  }

  @Override
  public synchronized void finished(AgentResult result) {
    write(
        next(Kind.FINISHED)
            .withOutcome(null, masked(result.error()), result.metrics().durationMs())
            .withText(masked(result.response())));
  }

  /**
   * Writes a part of the model's text, masked already, as entries of the maximum size.
   *
   * @param offset number of characters of the message before it
   */
  synchronized void textAdded(long offset, String part) {
    var start = 0;
    while (start < part.length()) {
      var end = Math.min(start + MAX_PART_CHARACTERS, part.length());
      if (end < part.length() && Character.isHighSurrogate(part.charAt(end - 1))) {
        end--;
      }
      write(next(Kind.TEXT).withPart(offset + start, part.substring(start, end)));
      start = end;
    }
  }

  private LogEntry next(Kind kind) {
    return LogEntry.of(seq + 1, clock.instant(), kind, dropped);
  }

  private void write(LogEntry entry) {
    seq++;
    try {
      Files.createDirectories(directory);
      try (var log = SecureDirectory.open(directory)) {
        if (isFull(log)) {
          dropped++;
          return;
        }
        log.write(PodContract.logFile(entry.seq()), JsonTrees.writeBytes(entry.toJson()), READABLE);
        dropped = 0;
      }
    } catch (IOException e) {
      dropped++;
      var error = e.toString();
      if (!error.equals(lastError)) {
        lastError = error;
        System.err.println("agent: an entry of the log could not be written: " + error);
      }
    }
  }

  /** Counts the files only when so many entries were written that they can be too many. */
  private boolean isFull(SecureDirectory log) throws IOException {
    if (sinceCount < PodContract.MAX_WAITING_LOG_ENTRIES) {
      sinceCount++;
      return false;
    }
    var waiting = log.names().size();
    if (waiting >= PodContract.MAX_WAITING_LOG_ENTRIES) {
      return true;
    }
    sinceCount = waiting + 1;
    return false;
  }

  private @Nullable String masked(@Nullable String text) {
    return text == null ? null : masker.mask(text);
  }
}

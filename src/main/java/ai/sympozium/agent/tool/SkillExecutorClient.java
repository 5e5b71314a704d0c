package ai.sympozium.agent.tool;

import static ai.sympozium.ipc.SecureDirectory.READABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.ToolErrorCode;
import ai.sympozium.ipc.DirectoryWatcher;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.ExecutorReady;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to the executor of one skill through its IPC volume. The skill can write anything
 * there, so no link is followed and no content trusted.
 */
public final class SkillExecutorClient {
  private static final int MAX_RESULT_BYTES = 4 << 20;
  private static final int MAX_READY_BYTES = 64 << 10;
  private static final int MAX_WAITING_BYTES = 1 << 10;
  private static final Duration INCOMPLETE_RESULT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration INCOMPLETE_RESULT_POLL_INTERVAL = Duration.ofMillis(20);

  private final String skill;
  private final Path volume;
  private final Duration startTimeout;
  private final Duration answerTimeout;
  private final Loop loop;
  private @Nullable ExecutorReady ready;
  private @Nullable DirectoryWatcher watcher;
  private boolean answered;

  /**
   * Creates a client.
   *
   * @param startTimeout wait for the start of the container
   * @param answerTimeout wait for an answer after the command's own timeout
   * @param loop program that runs the requests of the skill
   */
  public SkillExecutorClient(
      String skill, Path volume, Duration startTimeout, Duration answerTimeout, Loop loop) {
    this.skill = skill;
    this.volume = volume;
    this.startTimeout = startTimeout;
    this.answerTimeout = answerTimeout;
    this.loop = loop;
  }

  /** Program that runs the requests of a skill. */
  public enum Loop {
    /** The executor, which announces itself. */
    INJECTED,

    /** A loop of the image, which announces nothing. */
    OF_IMAGE,

    /** A loop of the image, beside a container that announces the API token. */
    OF_IMAGE_WITH_TOKEN;

    /** Returns the loop of a skill. */
    public static Loop of(AgentInput.Skill skill) {
      if (!skill.ownLoop()) {
        return INJECTED;
      }
      return skill.permissions().isEmpty() ? OF_IMAGE : OF_IMAGE_WITH_TOKEN;
    }
  }

  public String skill() {
    return skill;
  }

  /** Returns the executor's ready file, or null before the first command. */
  @Nullable ExecutorReady ready() {
    return ready;
  }

  /** Runs a command and waits for its result. */
  ExecResult run(ExecRequest request) throws ToolException, InterruptedException {
    // The watch starts before the first read, so that no change between the two is lost.
    var watcher = watcher();
    awaitReady(watcher);
    try {
      var name = IpcFiles.execRequest(request.id());
      // A command can have deleted the directory.
      try (var root = Volume.open(volume);
          var tools = root.childOf(root.root(), IpcFiles.TOOLS)) {
        tools.write(name, JsonTrees.writeBytes(request.toJson()), READABLE);
      }
      try {
        return awaitResult(request, watcher);
      } finally {
        // The request first: a request without a result would be run again.
        delete(name);
        delete(IpcFiles.execResult(request.id()));
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void awaitReady(DirectoryWatcher watcher) throws ToolException, InterruptedException {
    var deadline = System.nanoTime() + startTimeout.toNanos();
    while (loop != Loop.OF_IMAGE && ready == null) {
      try (var root = SecureDirectory.open(volume)) {
        ready = ExecutorReady.read(JsonTrees.read(root.read(IpcFiles.READY, MAX_READY_BYTES)));
      } catch (NoSuchFileException e) {
        if (System.nanoTime() >= deadline) {
          throw notStarted();
        }
        watcher.await(Duration.ofNanos(deadline - System.nanoTime()));
      } catch (IOException e) {
        throw unusable(e);
      }
    }
    var error = ready == null ? null : ready.error();
    if (error != null) {
      throw new ToolException(
          ToolErrorCode.SKILL_UNAVAILABLE,
          error,
          "No command of this skill can work in this run. State this in your answer.");
    }
  }

  private ExecResult awaitResult(ExecRequest request, DirectoryWatcher watcher)
      throws IOException, ToolException, InterruptedException {
    var wait = Duration.ofSeconds(request.timeout()).plus(answerTimeout);
    // A loop of an image can start later. The time of the command starts with its claim.
    var claimed = loop == Loop.INJECTED || answered;
    var firstWait = claimed || wait.compareTo(startTimeout) > 0 ? wait : startTimeout;
    var deadline = System.nanoTime() + firstWait.toNanos();
    var giveUp = Long.MAX_VALUE;
    while (true) {
      try (var root = SecureDirectory.open(volume);
          var tools = root.child(IpcFiles.TOOLS)) {
        if (!claimed && tools.has(IpcFiles.claim(request.id()))) {
          claimed = true;
          deadline = System.nanoTime() + wait.toNanos();
        }
        var bytes = tools.read(IpcFiles.execResult(request.id()), MAX_RESULT_BYTES);
        var result = ExecResult.read(request.id(), JsonTrees.readObject(bytes));
        answered = true;
        return result;
      } catch (NoSuchFileException e) {
        if (System.nanoTime() >= deadline && !claimed) {
          throw notTaken(firstWait);
        }
        if (System.nanoTime() >= deadline) {
          throw new ToolException(
              ToolErrorCode.NO_ANSWER,
              "the container of skill " + skill + " has not answered within " + seconds(wait),
              "The container may have run out of memory. Check what the command has done before you"
                  + " try it again, and use a smaller command.");
        }
        watcher.await(Duration.ofNanos(deadline - System.nanoTime()));
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) {
        // The file can be incomplete, because not every executor writes atomically.
        giveUp = Math.min(giveUp, System.nanoTime() + INCOMPLETE_RESULT_TIMEOUT.toNanos());
        if (System.nanoTime() > giveUp) {
          throw e;
        }
        Thread.sleep(INCOMPLETE_RESULT_POLL_INTERVAL);
      }
    }
  }

  private ToolException notStarted() {
    try (var root = SecureDirectory.open(volume)) {
      var cause = new String(root.read(IpcFiles.WAITING, MAX_WAITING_BYTES), UTF_8);
      return new ToolException(
          ToolErrorCode.SKILL_NOT_READY,
          "skill "
              + skill
              + " has waited "
              + seconds(startTimeout)
              + " for its API token, because the operator's gateway cannot be reached: "
              + cause,
          "Try once more. If it fails again, state in your answer that the pod cannot reach the"
              + " gateway, for example because of a NetworkPolicy.");
    } catch (IOException e) {
      return new ToolException(
          ToolErrorCode.SKILL_NOT_READY,
          "the container of skill " + skill + " has not started within " + seconds(startTimeout),
          "The node may still pull the image. Try once more. If it fails again, state in your"
              + " answer that the container of the skill does not start.");
    }
  }

  private ToolException notTaken(Duration wait) {
    return new ToolException(
        ToolErrorCode.SKILL_NOT_READY,
        "no program in the container of skill "
            + skill
            + " has taken the request within "
            + seconds(wait)
            + ": spec.sidecar.executor or spec.sidecar.command of the pack says that the image runs"
            + " requests with a loop of its own",
        "State in your answer that the image of the skill has no such loop, or does not start. The"
            + " author of the pack can remove both fields to get the executor.");
  }

  private DirectoryWatcher watcher() throws ToolException {
    var known = watcher;
    if (known == null) {
      var tools = volume.resolve(IpcFiles.TOOLS);
      try {
        Files.createDirectories(tools);
      } catch (IOException e) {
        throw unusable(e);
      }
      known = DirectoryWatcher.of(volume, tools);
      watcher = known;
    }
    return known;
  }

  private void delete(String name) {
    try (var root = SecureDirectory.open(volume);
        var tools = root.child(IpcFiles.TOOLS)) {
      tools.deleteIfExists(name);
    } catch (IOException e) {
      // The file only uses space.
    }
  }

  private ToolException unusable(IOException e) {
    return new ToolException(
        ToolErrorCode.VOLUME_ERROR,
        "the files shared with skill " + skill + " cannot be used: " + e,
        "Try once more. If it fails again, state this in your answer.");
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }
}

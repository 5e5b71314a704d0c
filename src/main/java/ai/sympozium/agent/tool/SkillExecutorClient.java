package ai.sympozium.agent.tool;

import static ai.sympozium.ipc.SecureDirectory.READABLE;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.DirectoryWatcher;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.ExecutorReady;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The container of one skill, as the agent sees it: a directory. What is in it is written by the
 * skill, so nothing there is followed or trusted.
 */
public final class SkillExecutorClient {
  private static final int LARGEST_RESULT = 4 << 20;
  private static final int LARGEST_READY = 64 << 10;
  private static final Duration UNTIL_COMPLETE = Duration.ofSeconds(2);
  private static final Duration READ_AGAIN = Duration.ofMillis(20);

  private final String skill;
  private final Path volume;
  private final Duration longestStart;
  private final Duration longestSilence;
  private @Nullable ExecutorReady ready;
  private @Nullable DirectoryWatcher watch;

  /**
   * An executor.
   *
   * @param longestStart how long to wait for its container to start
   * @param longestSilence how long to wait for an answer after a command's own time is over
   */
  public SkillExecutorClient(
      String skill, Path volume, Duration longestStart, Duration longestSilence) {
    this.skill = skill;
    this.volume = volume;
    this.longestStart = longestStart;
    this.longestSilence = longestSilence;
  }

  /** The skill's name. */
  public String skill() {
    return skill;
  }

  /** What the executor has said of itself, or null before the first command. */
  @Nullable ExecutorReady ready() {
    return ready;
  }

  /** Has a command run. */
  ExecResult run(ExecRequest request) throws ToolException, InterruptedException {
    // Before anything is looked for, so that nothing comes between the look and the watch.
    var watch = watch();
    awaitReady(watch);
    try {
      var name = IpcFiles.execRequest(request.id());
      try (var root = SecureDirectory.open(volume);
          var tools = root.child(IpcFiles.TOOLS)) {
        tools.write(name, JsonTrees.writeBytes(request.toJson()), READABLE);
      }
      try {
        return awaitResult(request, watch);
      } finally {
        // First the request: without it nobody can take the missing answer for work to do.
        delete(name);
        delete(IpcFiles.execResult(request.id()));
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void awaitReady(DirectoryWatcher watch) throws ToolException, InterruptedException {
    var until = System.nanoTime() + longestStart.toNanos();
    while (ready == null) {
      try (var root = SecureDirectory.open(volume)) {
        ready = ExecutorReady.read(JsonTrees.read(root.read(IpcFiles.READY, LARGEST_READY)));
      } catch (NoSuchFileException e) {
        if (System.nanoTime() >= until) {
          throw new ToolException(
              "SkillNotReady",
              "the container of skill "
                  + skill
                  + " has not started within "
                  + seconds(longestStart),
              "Its image may still be on its way, or its token may be refused. Try once more; if it"
                  + " fails again, say in your answer that the skill's container does not start.");
        }
        watch.await(Duration.ofNanos(until - System.nanoTime()));
      } catch (IOException e) {
        throw unusable(e);
      }
    }
    var error = ready.error();
    if (error != null) {
      throw new ToolException(
          "SkillBroken",
          error,
          "No command of this skill can work in this run; say so in your answer.");
    }
  }

  private ExecResult awaitResult(ExecRequest request, DirectoryWatcher watch)
      throws IOException, ToolException, InterruptedException {
    var wait = Duration.ofSeconds(request.timeout()).plus(longestSilence);
    var until = System.nanoTime() + wait.toNanos();
    var complete = Long.MAX_VALUE;
    while (true) {
      try (var root = SecureDirectory.open(volume);
          var tools = root.child(IpcFiles.TOOLS)) {
        var bytes = tools.read(IpcFiles.execResult(request.id()), LARGEST_RESULT);
        return ExecResult.read(request.id(), JsonTrees.readObject(bytes));
      } catch (NoSuchFileException e) {
        if (System.nanoTime() >= until) {
          throw new ToolException(
              "NoAnswer",
              "the container of skill " + skill + " has not answered within " + seconds(wait),
              "It may have been ended, for example for lack of memory. Look at what the command has"
                  + " done before you try it again, and try a smaller one.");
        }
        watch.await(Duration.ofNanos(until - System.nanoTime()));
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) {
        // Perhaps not complete yet: not every executor renames its answers into place.
        complete = Math.min(complete, System.nanoTime() + UNTIL_COMPLETE.toNanos());
        if (System.nanoTime() > complete) {
          throw e;
        }
        Thread.sleep(READ_AGAIN);
      }
    }
  }

  private DirectoryWatcher watch() throws ToolException {
    var known = watch;
    if (known == null) {
      var tools = volume.resolve(IpcFiles.TOOLS);
      try {
        Files.createDirectories(tools);
      } catch (IOException e) {
        throw unusable(e);
      }
      known = DirectoryWatcher.of(volume, tools);
      watch = known;
    }
    return known;
  }

  private void delete(String name) {
    try (var root = SecureDirectory.open(volume);
        var tools = root.child(IpcFiles.TOOLS)) {
      tools.deleteIfThere(name);
    } catch (IOException e) {
      // It only takes room.
    }
  }

  private ToolException unusable(IOException e) {
    return new ToolException(
        "SkillUnusable",
        "the files shared with skill " + skill + " cannot be used: " + e,
        "Try once more; if it fails again, say so in your answer.");
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }
}

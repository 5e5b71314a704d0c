package ai.sympozium.agent.tool;

import static ai.sympozium.ipc.OpenDirectory.READABLE;

import ai.sympozium.ipc.DirectoryWatch;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.IpcNames;
import ai.sympozium.ipc.Json;
import ai.sympozium.ipc.OpenDirectory;
import ai.sympozium.ipc.Ready;
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
public final class SkillExecutor {
  private static final int LARGEST_RESULT = 4 << 20;
  private static final int LARGEST_READY = 64 << 10;
  private static final Duration UNTIL_COMPLETE = Duration.ofSeconds(2);
  private static final Duration READ_AGAIN = Duration.ofMillis(20);

  private final String skill;
  private final Path volume;
  private final Duration longestStart;
  private final Duration longestSilence;
  private @Nullable Ready ready;
  private @Nullable DirectoryWatch watch;

  /**
   * An executor.
   *
   * @param longestStart how long to wait for its container to start
   * @param longestSilence how long to wait for an answer after a command's own time is over
   */
  public SkillExecutor(String skill, Path volume, Duration longestStart, Duration longestSilence) {
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
  @Nullable Ready ready() {
    return ready;
  }

  /** Has a command run. */
  ExecResult run(ExecRequest request) throws ToolFailure, InterruptedException {
    // Before anything is looked for, so that nothing comes between the look and the watch.
    var watch = watch();
    awaitReady(watch);
    try {
      var name = IpcNames.execRequest(request.id());
      try (var root = OpenDirectory.open(volume);
          var tools = root.child(IpcNames.TOOLS)) {
        tools.write(name, Json.writeBytes(request.toJson()), READABLE);
      }
      try {
        return awaitResult(request, watch);
      } finally {
        // First the request: without it nobody can take the missing answer for work to do.
        delete(name);
        delete(IpcNames.execResult(request.id()));
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void awaitReady(DirectoryWatch watch) throws ToolFailure, InterruptedException {
    var until = System.nanoTime() + longestStart.toNanos();
    while (ready == null) {
      try (var root = OpenDirectory.open(volume)) {
        ready = Ready.read(Json.read(root.read(IpcNames.READY, LARGEST_READY)));
      } catch (NoSuchFileException e) {
        if (System.nanoTime() >= until) {
          throw new ToolFailure(
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
      throw new ToolFailure(
          "SkillBroken",
          error,
          "No command of this skill can work in this run; say so in your answer.");
    }
  }

  private ExecResult awaitResult(ExecRequest request, DirectoryWatch watch)
      throws IOException, ToolFailure, InterruptedException {
    var wait = Duration.ofSeconds(request.timeout()).plus(longestSilence);
    var until = System.nanoTime() + wait.toNanos();
    var complete = Long.MAX_VALUE;
    while (true) {
      try (var root = OpenDirectory.open(volume);
          var tools = root.child(IpcNames.TOOLS)) {
        var bytes = tools.read(IpcNames.execResult(request.id()), LARGEST_RESULT);
        return ExecResult.read(request.id(), Json.readObject(bytes));
      } catch (NoSuchFileException e) {
        if (System.nanoTime() >= until) {
          throw new ToolFailure(
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

  private DirectoryWatch watch() throws ToolFailure {
    var known = watch;
    if (known == null) {
      var tools = volume.resolve(IpcNames.TOOLS);
      try {
        Files.createDirectories(tools);
      } catch (IOException e) {
        throw unusable(e);
      }
      known = DirectoryWatch.of(volume, tools);
      watch = known;
    }
    return known;
  }

  private void delete(String name) {
    try (var root = OpenDirectory.open(volume);
        var tools = root.child(IpcNames.TOOLS)) {
      tools.deleteIfThere(name);
    } catch (IOException e) {
      // It only takes room.
    }
  }

  private ToolFailure unusable(IOException e) {
    return new ToolFailure(
        "SkillUnusable",
        "the files shared with skill " + skill + " cannot be used: " + e,
        "Try once more; if it fails again, say so in your answer.");
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }
}

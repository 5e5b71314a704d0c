package ai.sympozium.executor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * All processes of one command: what it has started, and whatever carries the command's mark in its
 * environment, which also finds those that have lost their parent or made a session of their own.
 */
final class ProcessTree {
  private static final Path PROC = Path.of("/proc");
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration AFTER_KILL = Duration.ofSeconds(2);

  private final Process root;
  private final byte[] mark;

  /**
   * A tree.
   *
   * @param mark the whole entry in the environment, {@code NAME=value}
   */
  ProcessTree(Process root, String mark) {
    this.root = root;
    this.mark = mark.getBytes(UTF_8);
  }

  /** Whether anything of the command still runs. */
  boolean isAlive() {
    return !living().isEmpty();
  }

  /**
   * Asks all processes to end, and ends those that have not after the grace; says by which signal.
   */
  String end(Duration grace) throws InterruptedException {
    var asked = new HashSet<ProcessHandle>();
    var left = living();
    for (var until = System.nanoTime() + grace.toNanos();
        !left.isEmpty() && System.nanoTime() < until; ) {
      for (var process : left) {
        if (asked.add(process)) {
          process.destroy();
        }
      }
      Thread.sleep(LOOK_AGAIN);
      left = living();
      left.addAll(stillLiving(asked));
    }
    if (left.isEmpty()) {
      return "TERM";
    }
    kill(asked);
    return "KILL";
  }

  /** Ends all processes at once, and again as long as new ones turn up. */
  void kill() throws InterruptedException {
    kill(new HashSet<>());
  }

  private void kill(Set<ProcessHandle> known) throws InterruptedException {
    var until = System.nanoTime() + AFTER_KILL.toNanos();
    while (true) {
      known.addAll(living());
      var left = stillLiving(known);
      if (left.isEmpty() || System.nanoTime() > until) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private Set<ProcessHandle> living() {
    var processes = new HashSet<ProcessHandle>();
    if (root.isAlive()) {
      processes.add(root.toHandle());
      root.descendants().forEach(processes::add);
    }
    addMarked(processes);
    return stillLiving(processes);
  }

  private void addMarked(Set<ProcessHandle> processes) {
    var self = ProcessHandle.current().pid();
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var entry : entries) {
        var pid = Long.parseLong(entry.getFileName().toString());
        if (pid != self && carriesMark(entry)) {
          ProcessHandle.of(pid).ifPresent(processes::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Without /proc the descendants are all that can be known.
    }
  }

  private boolean carriesMark(Path process) {
    try {
      return contains(Files.readAllBytes(process.resolve("environ")));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean contains(byte[] environment) {
    // Every byte is one character of ISO 8859-1, so this compares bytes.
    var entries = "\0" + new String(environment, ISO_8859_1);
    return entries.contains("\0" + new String(mark, ISO_8859_1) + "\0");
  }

  private static Set<ProcessHandle> stillLiving(Set<ProcessHandle> processes) {
    var living = new HashSet<ProcessHandle>();
    for (var process : processes) {
      if (process.isAlive() && !isZombie(process.pid())) {
        living.add(process);
      }
    }
    return living;
  }

  /** A process that has ended stays in the list until its parent asks for it, and some never do. */
  private static boolean isZombie(long pid) {
    try {
      var stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), ISO_8859_1);
      var state = stat.indexOf(") ", stat.lastIndexOf(')')) + 2;
      return state < stat.length() && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
    } catch (IOException e) {
      return true;
    }
  }
}

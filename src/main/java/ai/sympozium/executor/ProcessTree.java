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
import java.util.concurrent.ConcurrentHashMap;

/**
 * All processes of one command: its descendants, and all processes with the command's marker in
 * their environment. The marker also finds processes that have lost their parent or started a
 * session.
 */
final class ProcessTree {
  private static final Path PROC = Path.of("/proc");
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(2);

  private final Process root;
  private final byte[] marker;

  /** Descendants seen so far: a process can lose both its parent and the marker. */
  private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

  /**
   * Creates the tree of a process.
   *
   * @param marker entry of the environment, {@code NAME=value}
   */
  ProcessTree(Process root, String marker) {
    this.root = root;
    this.marker = marker.getBytes(UTF_8);
  }

  /** Remembers the descendants that run now. */
  void observe() {
    root.descendants().forEach(seen::add);
  }

  /** Returns whether a process of the command still runs. */
  boolean isAlive() {
    return !living().isEmpty();
  }

  /**
   * Sends TERM to all processes, and KILL to those that still run after the grace period.
   *
   * @return name of the last signal
   */
  String terminate(Duration grace) throws InterruptedException {
    var terminated = new HashSet<ProcessHandle>();
    var left = living();
    for (var deadline = System.nanoTime() + grace.toNanos();
        !left.isEmpty() && System.nanoTime() < deadline; ) {
      for (var process : left) {
        if (terminated.add(process)) {
          process.destroy();
        }
      }
      Thread.sleep(POLL_INTERVAL);
      left = living();
      left.addAll(stillLiving(terminated));
    }
    if (left.isEmpty()) {
      return "TERM";
    }
    kill(terminated);
    return "KILL";
  }

  /** Sends KILL to all processes, and to new ones until none is left. */
  void kill() throws InterruptedException {
    kill(new HashSet<>());
  }

  private void kill(Set<ProcessHandle> known) throws InterruptedException {
    var deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
    while (true) {
      known.addAll(living());
      var left = stillLiving(known);
      if (left.isEmpty() || System.nanoTime() > deadline) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(POLL_INTERVAL);
    }
  }

  private Set<ProcessHandle> living() {
    var processes = new HashSet<>(seen);
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
        if (pid != self && hasMarker(entry)) {
          ProcessHandle.of(pid).ifPresent(processes::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Without /proc, only the descendants are known.
    }
  }

  private boolean hasMarker(Path process) {
    try {
      return contains(Files.readAllBytes(process.resolve("environ")));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean contains(byte[] environment) {
    // In ISO 8859-1 each byte is one character, so this compares bytes.
    var entries = "\0" + new String(environment, ISO_8859_1);
    return entries.contains("\0" + new String(marker, ISO_8859_1) + "\0");
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

  /** A finished process stays in the list until its parent reads its exit code, if ever. */
  static boolean isZombie(long pid) {
    try {
      var stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), ISO_8859_1);
      var state = stat.indexOf(") ", stat.lastIndexOf(')')) + 2;
      return state < stat.length() && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
    } catch (IOException e) {
      return true;
    }
  }
}

package ai.sympozium.executor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Removes finished processes whose parent has exited. The executor is the first process of its
 * container, so it becomes their parent, and each of them would keep an entry in the process table
 * until the limit of the container is reached (waitpid(2), "zombie").
 */
final class OrphanReaper {
  private static final int NO_HANG = 1;

  /** Children that a {@link Process} waits for. It needs their exit code. */
  private final Set<Long> commands = ConcurrentHashMap.newKeySet();

  /** Held for reading while a command starts, so that its process is known before it is judged. */
  private final ReadWriteLock starts = new ReentrantReadWriteLock();

  /** Starts a command that this class does not reap. */
  Process start(ProcessBuilder builder) throws IOException {
    starts.readLock().lock();
    try {
      var process = builder.start();
      var pid = process.pid();
      commands.add(pid);
      process.onExit().thenRun(() -> commands.remove(pid));
      return process;
    } finally {
      starts.readLock().unlock();
    }
  }

  /** Removes the orphans that have finished. Returns their number. */
  int reap() {
    starts.writeLock().lock();
    try {
      return (int) orphans().stream().filter(Waitpid::reaps).count();
    } finally {
      starts.writeLock().unlock();
    }
  }

  private List<Long> orphans() {
    return ProcessHandle.current()
        .children()
        .map(ProcessHandle::pid)
        .filter(pid -> !commands.contains(pid) && ProcessTree.isZombie(pid))
        .toList();
  }

  /**
   * The call of the C library. Linked when the first orphan is found: most containers have none.
   */
  private static final class Waitpid {
    private static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("waitpid"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));

    private Waitpid() {}

    static boolean reaps(long pid) {
      try (var arena = Arena.ofConfined()) {
        MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
        return (int) HANDLE.invokeExact((int) pid, status, NO_HANG) == pid;
      } catch (Throwable e) {
        throw new IllegalStateException("waitpid cannot be called", e);
      }
    }
  }
}

package ai.sympozium.executor;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * Adopts the orphans of its commands, as the first process of a container does. A program of its
 * own: in the JVM of the tests it would adopt the orphans of other tests.
 */
final class OrphanReaperProgram {
  private static final int SET_CHILD_SUBREAPER = 36;

  private OrphanReaperProgram() {}

  /** Prints the exit code of a command, the orphans that it left, and those that are left. */
  public static void main(String... args) throws Throwable {
    adoptOrphans();
    OrphanReaper reaper = new OrphanReaper();
    // The inner shell leaves its child and exits. The child exits when the outer shell has exited.
    Process command =
        reaper.start(new ProcessBuilder("sh", "-c", "sh -c 'sleep 0.2 &' ; exit 7").inheritIO());
    System.out.println("exit " + command.waitFor());
    while (zombies() == 0) {
      Thread.onSpinWait();
    }
    Process finished = reaper.start(new ProcessBuilder("true"));
    System.out.println("reaped " + reaper.reap());
    System.out.println("left " + zombiesExcept(finished.pid()));
    System.out.println("exit " + finished.waitFor());
  }

  private static void adoptOrphans() throws Throwable {
    int result =
        (int)
            Linker.nativeLinker()
                .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("prctl"),
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1))
                .invokeExact(SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
    if (result != 0) {
      throw new IOException("prctl failed");
    }
  }

  private static long zombies() {
    return zombiesExcept(-1);
  }

  private static long zombiesExcept(long pid) {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.pid() != pid && ProcessTree.isZombie(child.pid()))
        .count();
  }

  static ProcessBuilder command() {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OrphanReaperProgram.class.getName())
        .redirectErrorStream(true);
  }
}

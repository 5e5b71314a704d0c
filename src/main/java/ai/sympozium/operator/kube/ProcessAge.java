package ai.sympozium.operator.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Measures the time since the start of this process, to 10 ms. {@code ProcessHandle} knows the
 * start in whole seconds only.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public final class ProcessAge {
  private static final Path STAT = Path.of("/proc/self/stat");
  private static final Path UPTIME = Path.of("/proc/uptime");

  /** The kernel reports ticks of 10 ms to programs, whatever its own frequency is. */
  private static final long MILLIS_PER_TICK = 10;

  /** Position of the start time among the fields that follow the name of the program. */
  private static final int START_TICKS = 19;

  private ProcessAge() {}

  public static Duration now() {
    try {
      return of(Files.readString(STAT), Files.readString(UPTIME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of the program is in parentheses and can contain spaces and parentheses. */
  static Duration of(String stat, String uptime) {
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    long started = Long.parseLong(fields.get(START_TICKS)) * MILLIS_PER_TICK;
    BigDecimal seconds = new BigDecimal(uptime.substring(0, uptime.indexOf(' ')));
    return Duration.ofMillis(seconds.movePointRight(3).longValue() - started);
  }
}

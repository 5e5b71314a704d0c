package ai.sympozium.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads from the control group of the container how many of its processes the kernel has killed
 * because they exceeded the memory limit. Both versions of control groups are known: {@code
 * memory.events} and {@code memory.max} (version 2), {@code memory.oom_control} and {@code
 * memory.limit_in_bytes} (version 1).
 *
 * @param folder mount point of the control groups
 */
record ContainerMemory(Path folder) {
  private static final String KILLS = "oom_kill ";

  /** A limit that no container reaches stands for none. */
  private static final long NO_LIMIT = 1L << 50;

  /** Returns the number of killed processes, or 0 if the kernel does not count them. */
  long kills() {
    return numbers(
            lines("memory.events", "memory/memory.oom_control")
                .filter(line -> line.startsWith(KILLS))
                .map(line -> line.substring(KILLS.length())))
        .findFirst()
        .orElse(0L);
  }

  /** Explains to the model that processes were killed. */
  String explainKill() {
    var limit =
        numbers(lines("memory.max", "memory/memory.limit_in_bytes"))
            .findFirst()
            .filter(bytes -> bytes < NO_LIMIT);
    return "The kernel killed a process of this container because its memory limit"
        + limit.map(bytes -> " of " + (bytes >> 20) + " MiB").orElse("")
        + " was exceeded. Use less memory, or ask for a higher spec.sidecar.resources.memory of the"
        + " pack.";
  }

  private Stream<String> lines(String... files) {
    return Stream.of(files).map(folder::resolve).flatMap(file -> read(file).stream());
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Without a limit, version 2 has the word max instead of a number. */
  private static Stream<Long> numbers(Stream<String> texts) {
    return texts.map(String::strip).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
  }
}

package ai.sympozium.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A server in a process of its own, with the options of the JVM in the image. */
final class ServerProcess implements AutoCloseable {
  private static final Path OPTIONS = Path.of("images/sympozium/arguments/operator.args");
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");
  private static final Pattern PORT = Pattern.compile("serves .*on (\\d+)");
  private static final Pattern HEAP =
      Pattern.compile("(?mi)^ *(?:def new|DefNew|tenured)[^\\n]*used (\\d+)K");

  private final Process process;
  private final Path log;

  /** Figures of the process at one time. */
  record Sample(double residentMiB, double heapMiB, double threads, double files) {
    String row(String name) {
      return String.format(
          Locale.ROOT,
          "| %s | %.0f | %.1f | %.0f | %.0f |",
          name,
          residentMiB,
          heapMiB,
          threads,
          files);
    }
  }

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static ServerProcess start(
      Class<?> program, Path files, Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(BIN.resolve("java").toString());
    command.addAll(options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Path log = files.resolve(program.getSimpleName() + ".log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start(), log);
  }

  /** Returns the options without the archive of classes, which belongs to the image. */
  private static List<String> options() throws IOException {
    return Files.readAllLines(OPTIONS).stream()
        .filter(line -> line.startsWith("-X") || line.startsWith("-D") || line.startsWith("--"))
        .filter(line -> !line.contains("SharedArchiveFile"))
        .toList();
  }

  /** Waits until the server listens, and returns its URL. */
  String awaitUrl() {
    Awaitility.await("server, see " + log)
        .atMost(Duration.ofSeconds(30))
        .until(() -> PORT.matcher(Files.readString(log)).find() || !process.isAlive());
    try {
      var port = PORT.matcher(Files.readString(log));
      if (!port.find()) {
        throw new IllegalStateException(Files.readString(log));
      }
      return "http://127.0.0.1:" + port.group(1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the memory that is resident, and then what a garbage collection leaves of the heap. */
  Sample sample() throws IOException, InterruptedException {
    double resident = status("VmRSS") / 1024;
    jcmd("GC.run");
    double heap =
        HEAP.matcher(jcmd("GC.heap_info"))
                .results()
                .mapToDouble(used -> Double.parseDouble(used.group(1)))
                .sum()
            / 1024;
    try (var files = Files.list(proc("fd"))) {
      return new Sample(resident, heap, status("Threads"), files.count());
    }
  }

  double largestResidentMiB() throws IOException {
    return status("VmHWM") / 1024;
  }

  double cpuMillis() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  private double status(String field) throws IOException {
    var value =
        Pattern.compile("(?m)^" + field + ":\\s+(\\d+)").matcher(Files.readString(proc("status")));
    if (!value.find()) {
      throw new IOException("no " + field);
    }
    return Double.parseDouble(value.group(1));
  }

  private Path proc(String file) {
    return Path.of("/proc/" + process.pid() + "/" + file);
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    var jcmd =
        new ProcessBuilder(BIN.resolve("jcmd").toString(), Long.toString(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    var output = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(output);
    }
    return output;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

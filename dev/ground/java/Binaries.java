import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;

/** What is built from source, once for each content of it. */
final class Binaries {
  private final Progress.Step step;
  private final Path go;
  private final Path cache = Path.of(System.getProperty("cache"));
  private int compiled;
  private int toCompile;
  private int shown;

  private Binaries(Progress.Step step, Path go) {
    this.step = step;
    this.go = go;
  }

  static Path path(String program) throws IOException {
    for (var source : Source.values()) {
      if (source.programs().contains(program)) {
        var path = source.program(program);
        if (!Files.isExecutable(path)) {
          throw new Failure(program + " is not built yet. Run: dev/cluster up");
        }
        return path;
      }
    }
    var known = Stream.of(Source.values()).flatMap(source -> source.programs().stream()).toList();
    throw new Failure(
        "no program %s here; there are: %s".formatted(program, String.join(" ", known)));
  }

  static String build(Progress.Step step, Source... wanted) throws Exception {
    var missing = new ArrayList<Source>();
    for (var source : wanted) {
      if (!Files.isDirectory(source.folder())) {
        missing.add(source);
      }
    }
    if (missing.isEmpty()) {
      return "cached";
    }
    var binaries = new Binaries(step, go());
    var packages = new EnumMap<Source, Integer>(Source.class);
    for (var source : missing) {
      step.now("fetching the sources of " + source.name().toLowerCase());
      packages.put(source, binaries.stale(source));
    }
    binaries.toCompile = packages.values().stream().mapToInt(Integer::intValue).sum();
    if (binaries.toCompile > 1000) {
      step.event("building Kubernetes from source; the first time takes about 15 min");
    }
    for (var source : missing) {
      binaries.compile(source);
    }
    return "built " + String.join(", ", missing.stream().map(s -> s.name().toLowerCase()).toList());
  }

  /** How many packages there are to compile, as the Go tool itself sees it. */
  private int stale(Source source) throws Exception {
    var words = new ArrayList<>(List.of("list", "-deps"));
    words.addAll(source.flags());
    words.addAll(List.of("-f", "{{if .Stale}}{{.StaleReason}}{{end}}"));
    words.addAll(source.packages());
    var log =
        Files.createDirectories(cache).resolve("build-" + source.name().toLowerCase() + ".log");
    var process = start(source, words, log);
    int stale = 0;
    try (var reasons = process.inputReader()) {
      for (String reason; (reason = reasons.readLine()) != null; ) {
        stale += reason.isEmpty() || reason.contains("available in build cache") ? 0 : 1;
      }
    }
    check(process, source, log);
    return stale + source.programs().size();
  }

  private void compile(Source source) throws Exception {
    var name = source.name().toLowerCase();
    var folder = source.folder();
    var fresh = Files.createTempDirectory(Files.createDirectories(folder.getParent()), name);
    var target = source.programs().size() == 1 ? fresh.resolve(name) + "" : fresh + File.separator;
    var words = new ArrayList<>(List.of("build", "-v", "-o", target));
    words.addAll(source.flags());
    words.addAll(source.packages());
    var log = cache.resolve("build-" + name + ".log");
    var builder = command(source, words).redirectErrorStream(true);
    var process = builder.start();
    show(name);
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
        var kept = Files.newBufferedWriter(log)) {
      for (String line; (line = lines.readLine()) != null; ) {
        kept.write(line + "\n");
        compiled++;
        show(name);
      }
    }
    check(process, source, log);
    compiled += source.programs().size();
    Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(cache));
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private void show(String name) {
    int percent = Math.min(99, 100 * compiled / Math.max(1, toCompile));
    int full = percent / 10;
    step.now("%d %% %s%s %s".formatted(percent, "▰".repeat(full), "▱".repeat(10 - full), name));
    if (toCompile > 1000 && full > shown) {
      shown = full;
      step.event("%d %% %s%s %s".formatted(percent, "▰".repeat(full), "▱".repeat(10 - full), name));
    }
  }

  private Process start(Source source, List<String> words, Path log) throws IOException {
    return command(source, words).redirectError(log.toFile()).start();
  }

  private ProcessBuilder command(Source source, List<String> words) {
    var all = new ArrayList<>(List.of(go.toString()));
    all.addAll(words);
    var builder = new ProcessBuilder(all).directory(source.module().toFile());
    builder.environment().put("CGO_ENABLED", "0");
    return builder;
  }

  private static void check(Process process, Source source, Path log) throws InterruptedException {
    if (process.waitFor() != 0) {
      throw new Failure("building " + source.name().toLowerCase() + " failed", log);
    }
  }

  private static Path go() {
    var folders = new ArrayList<>(Arrays.asList(System.getenv("PATH").split(":")));
    folders.add("/usr/local/go/bin"); // sudo's PATH leaves it out
    return folders.stream()
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    "this builds Kubernetes from source and needs Go 1.26 or newer, which is not on"
                        + " PATH. Install it from go.dev/dl, or use an existing cluster:"
                        + " ./demo --context NAME"));
  }
}

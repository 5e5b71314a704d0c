package ai.sympozium.dev.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is built from source, once for each content of it. */
final class GoBuild {
  private final Progress.Step step;
  private final Path go;
  private final Path cache = Path.of(System.getProperty("cache"));
  private final Set<String> toCompile = new HashSet<>();
  private int compiled;
  private int shown;

  private GoBuild(Progress.Step step, Path go) {
    this.step = step;
    this.go = go;
  }

  static Path path(String program) throws IOException {
    for (var source : GoModule.values()) {
      if (source.programs().contains(program)) {
        var path = source.program(program);
        if (!Files.isExecutable(path)) {
          var command = source == GoModule.KWOK ? "simulate 1" : "up";
          throw new UserFacingException(program + " is not built yet. Run: dev/cluster " + command);
        }
        return path;
      }
    }
    var known = Stream.of(GoModule.values()).flatMap(source -> source.programs().stream()).toList();
    throw new UserFacingException(
        "no program %s here; there are: %s".formatted(program, String.join(" ", known)));
  }

  static String build(Progress.Step step, GoModule... wanted) throws Exception {
    var missing = new ArrayList<GoModule>();
    for (var source : wanted) {
      if (!Files.isDirectory(source.folder())) {
        missing.add(source);
      }
    }
    if (missing.isEmpty()) {
      return "cached";
    }
    var binaries = new GoBuild(step, go());
    for (var source : missing) {
      step.now("fetching the sources of " + name(source));
      binaries.lookAt(source);
    }
    if (binaries.large()) {
      step.event("building Kubernetes from source");
    }
    for (var source : missing) {
      binaries.compile(source);
    }
    return "built " + String.join(", ", missing.stream().map(GoBuild::name).toList());
  }

  /** Adds the packages to compile, as the Go tool itself sees it; modules share some. */
  private void lookAt(GoModule source) throws Exception {
    var words = new ArrayList<>(List.of("list", "-deps"));
    words.addAll(source.flags());
    var identity = "{{.ImportPath}} {{with .Module}}{{.Version}}{{end}}";
    words.addAll(List.of("-f", "{{if .Stale}}" + identity + " {{.StaleReason}}{{end}}"));
    words.addAll(source.packages());
    var log = log(source);
    var process = command(source, words).redirectError(log.toFile()).start();
    try (var packages = process.inputReader()) {
      packages
          .lines()
          .filter(line -> !line.isBlank() && !line.contains("available in build cache"))
          .forEach(toCompile::add);
    }
    check(process, source, log);
    toCompile.addAll(source.programs()); // to link
  }

  private void compile(GoModule source) throws Exception {
    var folder = source.folder();
    var fresh = folder.resolveSibling(name(source) + ".building");
    Command.of("rm", "-rf", fresh.toString()).run();
    Files.createDirectories(fresh);
    var only = source.programs().size() == 1;
    var target = only ? fresh.resolve(source.programs().getFirst()) + "" : fresh + File.separator;
    var words = new ArrayList<>(List.of("build", "-v", "-o", target));
    words.addAll(source.flags());
    words.addAll(source.packages());
    var log = log(source);
    var process = command(source, words).redirectErrorStream(true).start();
    show(source);
    try (var lines = process.inputReader();
        var kept = Files.newBufferedWriter(log)) {
      for (String line; (line = lines.readLine()) != null; ) {
        kept.write(line + "\n");
        compiled++;
        show(source);
      }
    }
    check(process, source, log);
    compiled += source.programs().size();
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean large() {
    return toCompile.size() > 1000;
  }

  private void show(GoModule source) {
    int percent = Math.min(99, 100 * compiled / toCompile.size());
    int full = percent / 10;
    var text =
        "%s%d %% %s%s %s"
            .formatted(
                large() ? "first build takes about 15 min: " : "",
                percent,
                "▰".repeat(full),
                "▱".repeat(10 - full),
                name(source));
    if (large() && full > shown) {
      shown = full;
      step.event(text);
    } else {
      step.now(text);
    }
  }

  private static String name(GoModule source) {
    return source.name().toLowerCase();
  }

  private Path log(GoModule source) throws IOException {
    return Files.createDirectories(cache).resolve("build-" + name(source) + ".log");
  }

  private ProcessBuilder command(GoModule source, List<String> words) {
    var all = new ArrayList<>(List.of(go.toString()));
    all.addAll(words);
    var builder = new ProcessBuilder(all).directory(source.module().toFile());
    builder.environment().put("CGO_ENABLED", "0");
    return builder;
  }

  private static void check(Process process, GoModule source, Path log)
      throws InterruptedException {
    if (process.waitFor() != 0) {
      throw new UserFacingException("building " + name(source) + " failed", log);
    }
  }

  private static Path go() {
    var folders = new ArrayList<>(Arrays.asList(System.getenv("PATH").split(":")));
    folders.add("/usr/local/go/bin"); // sudo's PATH leaves it out
    return folders.stream()
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new UserFacingException(
                "this builds Kubernetes from source and needs Go 1.26 or newer, which is not on"
                    + " PATH. Install it from go.dev/dl, or use an existing cluster:"
                    + " ./demo --context NAME"));
  }
}

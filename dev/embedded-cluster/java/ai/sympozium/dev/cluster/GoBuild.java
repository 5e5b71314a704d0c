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

/** Builds Go programs from source, once for each content of their module. */
final class GoBuild {
  private final Progress.Step step;
  private final Path go;
  private final Path cache = Path.of(System.getProperty("cache"));
  private final Set<String> packages = new HashSet<>();
  private int compiled;
  private int shownTenths;

  private GoBuild(Progress.Step step, Path go) {
    this.step = step;
    this.go = go;
  }

  static Path path(String program) throws IOException {
    var path = GoModule.of(program).program(program);
    if (!Files.isExecutable(path)) {
      throw new UserFacingException(
          "%s is not built yet. Run: dev/cluster build %s".formatted(program, program));
    }
    return path;
  }

  static String build(Progress.Step step, GoModule... modules) throws Exception {
    var missing = new ArrayList<GoModule>();
    for (var source : modules) {
      if (!Files.isDirectory(source.folder())) {
        missing.add(source);
      }
    }
    if (missing.isEmpty()) {
      return "cached";
    }
    var build = new GoBuild(step, go());
    for (var source : missing) {
      step.detail("downloading the sources of " + source.folderName());
      build.findStalePackages(source);
    }
    if (build.large()) {
      step.announce("building Kubernetes from source");
    }
    for (var source : missing) {
      build.compile(source);
    }
    return "built " + String.join(", ", missing.stream().map(GoModule::folderName).toList());
  }

  /** Adds the packages that are not in the build cache of Go. Modules share some of them. */
  private void findStalePackages(GoModule source) throws Exception {
    var arguments = new ArrayList<>(List.of("list", "-deps"));
    arguments.addAll(source.flags());
    var identity = "{{.ImportPath}} {{with .Module}}{{.Version}}{{end}}";
    arguments.addAll(List.of("-f", "{{if .Stale}}" + identity + " {{.StaleReason}}{{end}}"));
    arguments.addAll(source.packages());
    var log = log(source);
    var process = command(source, arguments).redirectError(log.toFile()).start();
    try (var lines = process.inputReader()) {
      lines
          .lines()
          .filter(line -> !line.isBlank() && !line.contains("available in build cache"))
          .forEach(packages::add);
    }
    check(process, source, log);
    packages.addAll(source.programs()); // linking counts as one package each
  }

  private void compile(GoModule source) throws Exception {
    var folder = source.folder();
    var fresh = folder.resolveSibling(source.folderName() + ".building");
    Command.of("rm", "-rf", fresh.toString()).run();
    Files.createDirectories(fresh);
    var single = source.programs().size() == 1;
    var target = single ? fresh.resolve(source.programs().getFirst()) + "" : fresh + File.separator;
    var arguments = new ArrayList<>(List.of("build", "-v", "-o", target));
    arguments.addAll(source.flags());
    arguments.addAll(source.packages());
    var log = log(source);
    var process = command(source, arguments).redirectErrorStream(true).start();
    show(source);
    try (var lines = process.inputReader();
        var copy = Files.newBufferedWriter(log)) {
      for (String line; (line = lines.readLine()) != null; ) {
        copy.write(line + "\n");
        compiled++;
        show(source);
      }
    }
    check(process, source, log);
    compiled += source.programs().size();
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean large() {
    return packages.size() > 1000;
  }

  private void show(GoModule source) {
    int percent = Math.min(99, 100 * compiled / packages.size());
    int full = percent / 10;
    var text =
        "%s%d %% %s%s %s"
            .formatted(
                large() ? "first build takes about 15 min: " : "",
                percent,
                "▰".repeat(full),
                "▱".repeat(10 - full),
                source.folderName());
    if (large() && full > shownTenths) {
      shownTenths = full;
      step.announce(text);
    } else {
      step.detail(text);
    }
  }

  private Path log(GoModule source) throws IOException {
    return Files.createDirectories(cache).resolve("build-" + source.folderName() + ".log");
  }

  private ProcessBuilder command(GoModule source, List<String> arguments) {
    var all = new ArrayList<>(List.of(go.toString()));
    all.addAll(arguments);
    var builder = new ProcessBuilder(all).directory(source.module().toFile());
    builder.environment().put("CGO_ENABLED", "0");
    return builder;
  }

  private static void check(Process process, GoModule source, Path log)
      throws InterruptedException {
    if (process.waitFor() != 0) {
      throw new UserFacingException("building " + source.folderName() + " failed", log);
    }
  }

  private static Path go() {
    var folders = new ArrayList<>(Arrays.asList(System.getenv("PATH").split(":")));
    folders.add("/usr/local/go/bin"); // not on sudo's PATH
    return folders.stream()
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new UserFacingException(
                "building Kubernetes from source needs Go 1.26 or newer, which is not on PATH."
                    + " Install it from go.dev/dl, or use an existing cluster:"
                    + " ./demo --context NAME"));
  }
}

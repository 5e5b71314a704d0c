package ai.sympozium.endpoint.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.agent.ModelPeers;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.TestEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The published conformance suite of the protocol, {@code @modelcontextprotocol/conformance}. */
final class ConformanceSuite {
  private static final Path PRELOAD = Path.of("dev/model-peers/send-key.mjs").toAbsolutePath();
  private static final Set<String> FAILED = Set.of("FAILURE", "WARNING");

  private final String url;
  private final Path results;

  /**
   * @param results empty folder
   */
  ConformanceSuite(String url, Path results) {
    this.url = url;
    this.results = results;
  }

  /** Returns the scenarios for servers that a version of the protocol requires. */
  static List<String> required(String version) throws IOException, InterruptedException {
    var names = new ArrayList<String>();
    var section = "";
    for (var line : run("list", "--requirements", version).output().lines().toList()) {
      if (line.startsWith("  - ") && section.startsWith("Server scenarios")) {
        names.add(line.substring("  - ".length()).strip());
      } else if (!line.isBlank()) {
        section = line;
      }
    }
    return names;
  }

  /** Runs a scenario. Returns the checks that failed or warn, with their reasons. */
  List<String> failures(String scenario, String version) throws IOException, InterruptedException {
    var folder = results.resolve(version + "-" + scenario);
    var run =
        run(
            "server",
            "--url",
            url,
            "--scenario",
            scenario,
            "--spec-version",
            version,
            "--output-dir",
            folder.toString());
    var failures = new ArrayList<String>();
    var checks = 0;
    for (var file : reports(folder)) {
      for (var check : JsonTrees.read(Files.readString(file))) {
        checks++;
        if (FAILED.contains(check.path("status").asText())) {
          failures.add(
              scenario
                  + " "
                  + version
                  + ": "
                  + check.path("id").asText()
                  + ": "
                  + check.path("errorMessage").asText());
        }
      }
    }
    if (checks == 0 || (run.exitCode() != 0 && failures.isEmpty())) {
      failures.add(scenario + " " + version + ": " + run.output());
    }
    return failures;
  }

  private static List<Path> reports(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("checks.json")).toList();
    }
  }

  private record Run(int exitCode, String output) {}

  private static Run run(String... arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                ModelPeers.node(),
                "--import",
                PRELOAD.toString(),
                ModelPeers.folder()
                    .resolve("node/node_modules/@modelcontextprotocol/conformance/dist/index.js")
                    .toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("API_KEY", TestEndpoint.KEY);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}

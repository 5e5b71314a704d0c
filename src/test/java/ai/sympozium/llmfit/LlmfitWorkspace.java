package ai.sympozium.llmfit;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Executes llmfit-probe and llmfit-nodes with doubles of kubectl, curl and llmfit, whose objects
 * are files of a directory.
 */
final class LlmfitWorkspace {
  private static final Path PROGRAMS = Path.of("images/skill-llmfit").toAbsolutePath();
  private static final Path DOUBLES = Path.of("src/test/resources/llmfit").toAbsolutePath();
  private static final String POD = "placement-1a2b3";

  /** Result of a program. */
  record Result(int exitCode, String output, String errors) {
    JsonNode node(String name) throws IOException {
      for (JsonNode node : json().path("nodes")) {
        if (node.path("node").asText().equals(name)) {
          return node;
        }
      }
      throw new AssertionError(name + " is not in " + output + errors);
    }

    ObjectNode json() throws IOException {
      return JsonTrees.readObject(output);
    }
  }

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final List<NodeBuilder> nodes = new ArrayList<>();

  LlmfitWorkspace(Path directory) throws IOException {
    this.directory = directory;
    for (String name : List.of("jobs", "created", "behaviour", "output", "tmp")) {
      Files.createDirectory(directory.resolve(name));
    }
    Files.writeString(
        directory.resolve("pods.json"),
        """
        {"items": [{"metadata": {"name": "%s", "uid": "uid-of-pod"}, "spec": {
          "securityContext": {"runAsUser": 1234, "runAsGroup": 5678},
          "initContainers": [{"name": "skill-llmfit-probe", "image": "r.example/skill-llmfit:v1", "imagePullPolicy": "Always"}],
          "containers": [{"name": "agent", "image": "r.example/sympozium:v1"}]}}]}
        """
            .formatted(POD));
    Files.writeString(file("token"), "token-of-skill");
    environment.put("PATH", DOUBLES + ":" + System.getenv("PATH"));
    environment.put("CLUSTER", directory.toString());
    environment.put("TMPDIR", directory.resolve("tmp").toString());
    environment.put("HOSTNAME", POD);
    environment.put("SYMPOZIUM_RUN", "shop/placement");
    environment.put("SYMPOZIUM_SKILL", "llmfit-probe");
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** Adds a node that is ready and has 8 cores, and on which a Job finds the same. */
  void node(String name) throws IOException {
    node(name, Map.of(), Map.of());
  }

  void node(String name, Map<String, String> labels, Map<String, Quantity> resources)
      throws IOException {
    Map<String, Quantity> allocatable = new HashMap<>(resources);
    allocatable.put("cpu", new Quantity("7800m"));
    allocatable.put("memory", new Quantity("30Gi"));
    nodes.add(
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .withAllocatable(allocatable)
            .endStatus());
    output(name, "");
  }

  /** Changes the node that was added last. */
  void taint(String key, String value, String effect) {
    nodes.getLast().editSpec().addNewTaint(effect, key, null, value).endSpec();
  }

  /** Changes the node that was added last. */
  void cordon() {
    nodes.getLast().editSpec().withUnschedulable(true).endSpec();
  }

  /** Changes the node that was added last. */
  void makeNotReady() {
    nodes
        .getLast()
        .editStatus()
        .editFirstCondition()
        .withStatus("Unknown")
        .endCondition()
        .endStatus();
  }

  /** States what a Job on a node does; the double of kubectl lists the values. */
  void behaviour(String node, String behaviour) throws IOException {
    Files.writeString(directory.resolve("behaviour").resolve(node), behaviour);
  }

  /** States the GPUs that llmfit finds on a node. */
  void output(String node, String gpus) throws IOException {
    Files.writeString(
        directory.resolve("output").resolve(node),
        """
        {"system": {"total_ram_gb": 31.27, "available_ram_gb": 12.34, "cpu_cores": 8, "cpu_name": "Example CPU",
          "gpus": [%s]}}
        """
            .formatted(gpus));
  }

  /** Makes the deletion of Jobs take longer than the interval between two signals. */
  void deleteSlowly() throws IOException {
    Files.createFile(file("delete-slowly"));
  }

  /** Removes the pod of the run. */
  void leaveRun() throws IOException {
    Files.writeString(directory.resolve("pods.json"), "{\"items\": []}");
  }

  Result probe(String... arguments) throws Exception {
    return run("llmfit-probe", arguments);
  }

  Result run(String program, String... arguments) throws Exception {
    Path output = Files.createTempFile(directory, "stdout", "");
    Path errors = Files.createTempFile(directory, "stderr", "");
    Process process = start(program, output, errors, arguments);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 60 s: " + program);
    }
    return new Result(
        process.exitValue(), Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
  }

  Process start(String... arguments) throws IOException {
    return start("llmfit-probe", file("stdout-of-stopped"), file("stderr-of-stopped"), arguments);
  }

  private Process start(String program, Path output, Path errors, String... arguments)
      throws IOException {
    var list = new NodeList();
    list.setItems(nodes.stream().map(NodeBuilder::build).toList());
    Files.writeString(file("nodes.json"), Serialization.asJson(list));
    List<String> command =
        Stream.concat(Stream.of(PROGRAMS.resolve(program).toString()), Stream.of(arguments))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder
        .directory(directory.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(output.toFile())
        .redirectError(errors.toFile())
        .start();
  }

  /** Returns the Jobs that exist. */
  List<String> jobs() {
    return files("jobs").stream().filter(name -> name.endsWith(".json")).toList();
  }

  /** Returns the Jobs that were created, by the name of their file. */
  List<JsonNode> created() {
    return files("created").stream().map(name -> parse(file("created/" + name))).toList();
  }

  /** Returns the largest number of Jobs that existed at the same time. */
  int mostPresent() throws IOException {
    return Files.readAllLines(file("present")).stream()
        .mapToInt(line -> Integer.parseInt(line.strip()))
        .max()
        .orElse(0);
  }

  /** Returns the arguments of each call of llmfit on this machine, that is not in a Job. */
  List<String> fits() throws IOException {
    return Files.readAllLines(file("fits"));
  }

  List<String> calls() throws IOException {
    return Files.readAllLines(file("calls"));
  }

  /** Returns the temporary files that were not deleted. */
  List<String> temporary() {
    return files("tmp");
  }

  boolean exists(String name) {
    return Files.exists(file(name));
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private List<String> files(String name) {
    try (Stream<Path> files = Files.list(file(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(Path file) {
    try {
      return JsonTrees.readObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package ai.sympozium.cli.skill;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.transcript.TranscriptMessage;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An ordinary run with the pack, whose agent replays one call of {@code execute_command} for each
 * command.
 */
final class TestRun {
  /** Name of the first run of a test. */
  static final String NAME = "skill-test";

  /** Name of the run that repeats commands. */
  static final String REPETITION = "skill-test-repetition";

  private static final String API_VERSION = SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION;

  /** Characters of an output that the transcript keeps. */
  private static final int OUTPUT_CHARS = 4000;

  private static final int START_SECONDS = 120;
  private static final int MAX_SECONDS = 3600;

  /**
   * Results that the run has reported.
   *
   * @param results result of each command, by its index; absent if it was not executed
   * @param error why the run failed, if it did
   */
  record Report(Map<Integer, TranscriptMessage> results, Optional<String> error) {}

  private final String name;
  private final Cluster cluster;
  private final TestObjects objects;
  private final String pack;
  private final SkillTestSettings settings;

  /** Describes a run. Its instance and its transcript have the same name. */
  TestRun(
      String name, Cluster cluster, TestObjects objects, String pack, SkillTestSettings settings) {
    this.name = name;
    this.cluster = cluster;
    this.objects = objects;
    this.pack = pack;
    this.settings = settings;
  }

  /** Executes the commands. Fails if another test uses the namespace. */
  Report execute(List<String> commands) {
    // The first object reserves the namespace for this test.
    createTranscript(commands);
    return execute(commands.size());
  }

  private void createTranscript(List<String> commands) {
    ObjectNode map = object("v1", "ConfigMap", name);
    map.putObject("data").put("transcript.jsonl", transcript(commands));
    objects.create(map);
  }

  private Report execute(int commands) {
    int seconds = Math.min(MAX_SECONDS, START_SECONDS + commands * settings.timeoutSeconds());
    objects.create(instance(commands));
    ObjectNode run = object(API_VERSION, "AgentRun", name);
    run.putObject("spec")
        .put("instanceRef", name)
        .put("task", "Run the documented commands of the pack " + pack + ".")
        .put("timeout", seconds + "s");
    objects.create(run);
    try {
      AgentRun completed =
          RunReader.resource(cluster, name)
              .waitUntilCondition(
                  found -> found != null && found.isFinal(),
                  seconds + START_SECONDS,
                  TimeUnit.SECONDS);
      return report(completed);
    } catch (KubernetesClientTimeoutException e) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the run of the test is not final after "
              + (seconds + START_SECONDS)
              + " s. See: kubectl get pods -n "
              + cluster.operatorNamespace());
    }
  }

  private ObjectNode instance(int commands) {
    ObjectNode instance = object(API_VERSION, "SympoziumInstance", name);
    ObjectNode spec = instance.putObject("spec");
    ObjectNode agent = spec.putObject("agents").putObject("default");
    agent.put("provider", "replay").put("model", name);
    agent.putObject("limits").put("turns", commands + 2).put("toolOutputChars", OUTPUT_CHARS);
    ObjectNode skill = spec.putArray("skills").addObject().put("skillPackRef", pack);
    if (!settings.params().isEmpty()) {
      ObjectNode params = skill.putObject("params");
      settings.params().forEach(params::put);
    }
    return instance;
  }

  private Report report(AgentRun run) {
    Map<Integer, TranscriptMessage> results = new HashMap<>();
    RunReader.text(cluster, run, RunObjects.transcriptName(name), RunObjects.TRANSCRIPT_KEY)
        .map(TranscriptMessage::parse)
        .orElse(List.of())
        .stream()
        .filter(message -> message.role().equals("tool"))
        .forEach(message -> {
          String id = message.json().path("tool_call_id").asText();
          if (id.matches("command-[0-9]{1,4}")) {
            results.put(Integer.parseInt(id.substring("command-".length())), message);
          }
        });
    AgentRunStatus status = Objects.requireNonNull(run.getStatus());
    Optional<String> error =
        status.phase() == AgentRunPhase.FAILED
            ? Optional.of(Objects.requireNonNullElse(status.error(), "unknown reason"))
            : Optional.empty();
    return new Report(results, error);
  }

  private String transcript(List<String> commands) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < commands.size(); i++) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("role", "assistant").putNull("content");
      ObjectNode call = line.putArray("tool_calls").addObject();
      ObjectNode arguments = JsonNodeFactory.instance.objectNode();
      arguments.put("command", commands.get(i)).put("timeout", settings.timeoutSeconds());
      call.put("id", "command-" + i).put("type", "function");
      call.putObject("function")
          .put("name", "execute_command")
          .put("arguments", arguments.toString());
      lines.append(line).append('\n');
    }
    ObjectNode last = JsonNodeFactory.instance.objectNode();
    last.put("role", "assistant")
        .put("content", "Executed " + commands.size() + " commands. Some may have failed.");
    return lines.append(last).append('\n').toString();
  }

  private static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  /** Returns a manifest of a pack, to create it in the namespace of the test. */
  static ObjectNode manifest(ai.sympozium.api.SkillPack pack) {
    ObjectNode object = object(API_VERSION, "SkillPack", pack.getMetadata().getName());
    object.set(
        "spec", ConnectionOptions.serialization().convertValue(pack.getSpec(), ObjectNode.class));
    return object;
  }
}

package ai.sympozium.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Estimates requests from the commands of a transcript. */
class CommandUsageEstimatorTest {
  private static final String USER = "system:serviceaccount:demo:sympozium-run-1-k8s-ops";

  /** Formats a command and its result as the agent does. */
  private static String command(String skill, String line, int exit, String output) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("command", line);
    if (!skill.isEmpty()) {
      arguments.put("skill", skill);
    }
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("role", "assistant");
    ObjectNode call = request.putArray("tool_calls").addObject().put("id", "c" + line.hashCode());
    call.putObject("function")
        .put("name", "execute_command")
        .put("arguments", arguments.toString());
    ObjectNode result = JsonNodeFactory.instance.objectNode().put("role", "tool");
    result.put("tool_call_id", "c" + line.hashCode()).put("content", output);
    result.putObject("_meta").put("tool", "execute_command").put("exitCode", exit);
    return request + "\n" + result + "\n";
  }

  private static UsageEvidence estimate(String transcript) {
    return CommandUsageEstimator.of(
        Transcript.parse(transcript), "k8s-ops", USER, "demo", DiscoveredResources.read());
  }

  @Test
  void shouldFindKubectlAnywhereInCommandLine() {
    assertThat(
            estimate(
                    command(
                        "",
                        "export A=1; sudo /usr/bin/kubectl get pods -A | grep x && timeout 5"
                            + " kubectl get svc 2>/dev/null > out",
                        0,
                        ""))
                .allowed())
        .containsOnlyKeys(
            new ApiRequest("", "pods", "list", null, null),
            new ApiRequest("", "services", "list", "demo", null));
  }

  @Test
  void shouldIgnoreCommandsOfOtherSkills() {
    assertThat(
            estimate(
                    command("llmfit", "kubectl get pods", 0, "")
                        + command("k8s-ops", "kubectl get nodes", 0, ""))
                .allowed())
        .containsOnlyKeys(new ApiRequest("", "nodes", "list", "demo", null));
  }

  @Test
  void shouldCountDenialInOutputAsDenied() {
    UsageEvidence evidence =
        estimate(
            command(
                "",
                "kubectl get secrets; kubectl get pods",
                1,
                "Error from server (Forbidden): secrets is forbidden: User \""
                    + USER
                    + "\" cannot list resource \"secrets\" in API group \"\" in the namespace"
                    + " \"demo\""));

    assertThat(evidence.allowed())
        .containsOnlyKeys(new ApiRequest("", "pods", "list", "demo", null));
    assertThat(evidence.denied())
        .containsOnlyKeys(new ApiRequest("", "secrets", "list", "demo", null));
  }

  @Test
  void shouldIgnoreDenialsOfOtherUsers() {
    assertThat(
            estimate(
                    command(
                        "",
                        "cat log",
                        0,
                        "User \"admin\" cannot list resource \"secrets\" in API group \"\" at the"
                            + " cluster scope"))
                .denied())
        .isEmpty();
  }

  @Test
  void shouldListUninterpretableParts() {
    UsageEvidence evidence =
        estimate(
            command("", "kubectl apply -f x.yaml; kubectl version; ls", 0, "")
                + "{\"role\":\"system\",\"_meta\":{\"omittedLines\":12}}\n");

    assertThat(evidence.source()).isEqualTo(UsageEvidence.Source.COMMANDS);
    assertThat(evidence.allowed()).isEmpty();
    assertThat(evidence.unclear())
        .containsExactly(
            "requests of: kubectl apply -f x.yaml",
            "12 lines that were omitted from the transcript");
  }

  @Test
  void shouldSkipInvalidTranscriptLines() {
    assertThat(
            Transcript.parse(
                    "not json\n"
                        + "[]\n"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"none\"}\n"
                        + "{\"tool_calls\":[{\"function\":{\"name\":\"execute_command\",\"arguments\":\"{\"}}]}\n"
                        + "{\"tool_calls\":7}\n")
                .commands())
        .isEmpty();
  }
}

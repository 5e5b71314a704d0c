package ai.sympozium.integration;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Waits for runs that execute a command. */
final class RunWaits {
  private RunWaits() {}

  /** Waits until the agent and these skills' executors are ready; gives the pod's name. */
  static String await(String namespace, String run, String... skills) {
    String pod = TestCluster.awaitPod(namespace, run).getMetadata().getName();
    Awaitility.await("agent of " + run)
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> agentRuns(namespace, pod));
    for (String skill : skills) {
      TestCluster.environment().awaitExecutor(namespace, pod, skill, TestCluster.TIMEOUT);
    }
    return pod;
  }

  /** Lets the command of a run that waits end. */
  static void release(String namespace, String pod) {
    TestCluster.environment().release(namespace, pod);
  }

  private static boolean agentRuns(String namespace, String name) {
    Pod pod = TestCluster.ADMIN.pods().inNamespace(namespace).withName(name).get();
    if (pod == null) {
      throw new AssertionError("pod " + name + " is gone");
    }
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }

  /** Returns the lines of a run's transcript that have the result of a tool, in their order. */
  static List<JsonNode> toolResults(String namespace, AgentRunStatus status) {
    return transcript(namespace, status)
        .lines()
        .map(RunWaits::read)
        .filter(line -> line.path("role").asText().equals("tool"))
        .toList();
  }

  private static JsonNode read(String line) {
    try {
      return JsonTrees.read(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  static String transcript(String namespace, AgentRunStatus status) {
    return TestCluster.ADMIN
        .configMaps()
        .inNamespace(namespace)
        .withName(status.transcript())
        .require()
        .getData()
        .getOrDefault("transcript.jsonl", "");
  }
}

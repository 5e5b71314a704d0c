package ai.sympozium.integration;

import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Runs that are at work. */
final class RunWaits {
  private RunWaits() {}

  /** Waits until the agent and these skills' executors are ready; gives the pod's name. */
  static String await(String namespace, String run, String... skills) {
    String pod = TestCluster.awaitPod(namespace, run).getMetadata().getName();
    Awaitility.await("agent of " + run)
        .atMost(TestCluster.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> agentRuns(namespace, pod));
    for (String skill : skills) {
      Awaitility.await("executor of " + skill)
          .atMost(TestCluster.PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptions()
          .until(() ->
              TestCluster.exec(namespace, pod, "agent", "cat", "/ipc/" + skill + "/ready")
                  .contains(skill));
    }
    return pod;
  }

  private static boolean agentRuns(String namespace, String name) {
    Pod pod = TestCluster.ADMIN.pods().inNamespace(namespace).withName(name).get();
    if (pod == null) {
      throw new AssertionError("pod " + name + " is gone");
    }
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(s -> s.getState() != null && s.getState().getRunning() != null);
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

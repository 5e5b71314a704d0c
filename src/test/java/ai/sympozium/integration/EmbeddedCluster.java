package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The embedded cluster: the operator is a Deployment, and pods have containers. */
final class EmbeddedCluster implements TestEnvironment {
  private final InstalledOperator operator = new DeployedOperator();

  @Override
  public InstalledOperator operator() {
    return operator;
  }

  @Override
  public String hostAddress() {
    return "10.213.255.1";
  }

  @Override
  public void awaitExecutor(String namespace, String pod, String skill, Duration timeout) {
    await("executor of " + skill)
        .atMost(timeout)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() ->
            TestCluster.exec(namespace, pod, "agent", "cat", "/ipc/" + skill + "/ready")
                .contains(skill));
  }

  @Override
  public void release(String namespace, String pod) {
    TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/go");
  }
}

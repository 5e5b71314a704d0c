package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operator as a process of this machine that plays the Deployment's pod. */
final class LocalOperator implements InstalledOperator {
  private static final String IMAGE = "localhost/sympozium/sympozium:dev";

  /** Prefix of its names, as a Deployment names its pods. */
  private static final String NAME = "sympozium-operator";

  private @Nullable OperatorProcess process;

  @Override
  public void start() {
    if (process == null) {
      process = OperatorProcess.start(NAME, OperatorProcess.kubeconfigWithOwnToken(), Map.of());
    }
    awaitReady();
  }

  @Override
  public void stop() {
    if (process != null) {
      OperatorProcess.withdrawGateway(NAME);
      process.stop();
      process = null;
    }
  }

  @Override
  public void kill() {
    running().kill();
    process = null;
    start();
  }

  @Override
  public void awaitReady() {
    await("operator ready")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> running().isReady());
  }

  @Override
  public String image() {
    return IMAGE;
  }

  @Override
  public String logSince(Instant moment) {
    return running().log();
  }

  private OperatorProcess running() {
    if (process == null) {
      throw new AssertionError("the operator is stopped");
    }
    return process;
  }
}

package ai.sympozium.integration;

import ai.sympozium.integration.proxy.ApiProxy;
import ai.sympozium.integration.proxy.FaultRule;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a namespace with {@link FaultTestFixtures}, the history of its objects, and
 * operators that reach the API server through a proxy. The installed operator is stopped meanwhile.
 */
final class ProxiedOperators implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final String purpose;
  private String namespace = "";
  private @Nullable OutOfClusterOperator operators;
  private @Nullable ResourceHistory history;
  private @Nullable OperatorProcess leader;

  ProxiedOperators(String purpose) {
    this.purpose = purpose;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    namespace = TestCluster.namespace(purpose);
    FaultTestFixtures.set(namespace);
    operators = new OutOfClusterOperator();
    history = new ResourceHistory(namespace);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    proxy().rule(FaultRule.NONE);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (leader != null) {
      leader.close();
    }
    history().close();
    operators().close();
    TestCluster.deleteNamespace(namespace);
  }

  String namespace() {
    return namespace;
  }

  ResourceHistory history() {
    return Objects.requireNonNull(history);
  }

  private OutOfClusterOperator operators() {
    return Objects.requireNonNull(operators);
  }

  ApiProxy proxy() {
    return operators().proxy();
  }

  /** Starts an operator that waits long for answers, so that a test can hold them back. */
  OperatorProcess startPatient() {
    return operators().start(OutOfClusterOperator.PATIENT_CLIENT);
  }

  /** Returns the operator that leads. Starts it unless an earlier test has done so. */
  OperatorProcess leader() {
    OperatorProcess running = leader;
    if (running == null || !running.isAlive()) {
      running = operators().lead();
      leader = running;
    }
    return running;
  }

  /** Replaces a leader that has exited by one that may not reach the API server yet. */
  OperatorProcess restartWithoutWaiting() {
    OperatorProcess restarted = OperatorProcess.start(proxy().url(), Map.of());
    leader = restarted;
    return restarted;
  }
}

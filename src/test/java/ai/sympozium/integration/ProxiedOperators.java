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

  /** Starts an operator and returns when it leads. */
  OperatorProcess lead() {
    return operators().lead();
  }

  /** Starts an operator that may not reach the API server yet. */
  OperatorProcess startWithoutWaiting() {
    return OperatorProcess.start(proxy().url(), Map.of());
  }
}

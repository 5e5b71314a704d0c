package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import ai.sympozium.integration.proxy.ApiProxy;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * Replaces the cluster's operator: the gateway's service leads to this machine, and a proxy with
 * the operator's permissions leads to the API server.
 */
final class OutOfClusterOperator implements AutoCloseable {
  /** Environment of an operator that waits long for answers, so that a test can hold them back. */
  static final Map<String, String> PATIENT_CLIENT = Map.of("KUBERNETES_REQUEST_TIMEOUT", "90000");

  private static final String LEASE = "sympozium-operator";

  private final ApiProxy proxy;

  OutOfClusterOperator() {
    Operator.stop();
    var admin = TestCluster.ADMIN.getConfiguration();
    proxy =
        new ApiProxy(
            URI.create(admin.getMasterUrl()),
            Buffer.buffer(Base64.getMimeDecoder().decode(admin.getCaCertData())),
            OperatorProcess.ownToken());
  }

  ApiProxy proxy() {
    return proxy;
  }

  /** Starts an operator that does not wait for the lease of a killed one. */
  OperatorProcess start(Map<String, String> environment) {
    TestCluster.ADMIN.leases().inNamespace(TestCluster.OPERATOR_NAMESPACE).withName(LEASE).delete();
    return OperatorProcess.start(proxy.url(), environment).awaitGateway();
  }

  /** Starts an operator and waits until it leads. */
  OperatorProcess lead() {
    OperatorProcess operator = start(Map.of());
    await(operator.name() + " leads")
        .atMost(TestCluster.TIMEOUT)
        .ignoreExceptions()
        .until(() -> leader().equals(operator.name()));
    return operator;
  }

  static Lease lease() {
    return TestCluster.ADMIN
        .leases()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName(LEASE)
        .require();
  }

  /** Returns the holder of the lease; empty without a leader. */
  static String leader() {
    return Objects.requireNonNullElse(lease().getSpec().getHolderIdentity(), "");
  }

  /** Lets the cluster's own operator take over. */
  static void leadInside() {
    OperatorProcess.withdrawGateway(OperatorProcess.OUTSIDE);
    Operator.start();
    await("the cluster's own operator leads")
        .atMost(TestCluster.TIMEOUT)
        .ignoreExceptions()
        .until(() -> leader().startsWith("sympozium-operator-"));
  }

  /** Restores the cluster's operator. */
  @Override
  public void close() {
    proxy.close();
    leadInside();
  }
}

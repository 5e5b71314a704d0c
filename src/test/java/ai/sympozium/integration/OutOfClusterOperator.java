package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import ai.sympozium.integration.proxy.ApiProxy;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * The cluster with its own operator put aside: the gateway's service leads to this machine, and a
 * proxy with the operator's own rights leads to the API server.
 */
final class OutOfClusterOperator implements AutoCloseable {
  /** Environment of an operator that waits long for answers, so that a test can hold them back. */
  static final Map<String, String> PATIENT_CLIENT = Map.of("KUBERNETES_REQUEST_TIMEOUT", "90000");

  private static final String LEASE = "sympozium-operator";

  /** This machine, as pods see it. */
  private static final String THIS_MACHINE = "10.213.255.1";

  private static final EndpointSlice GATEWAY =
      new EndpointSliceBuilder()
          .withNewMetadata()
          .withName("sympozium-gateway-outside")
          .withNamespace(TestCluster.OPERATOR_NAMESPACE)
          .addToLabels("kubernetes.io/service-name", "sympozium-gateway")
          .addToLabels("endpointslice.kubernetes.io/managed-by", "sympozium-tests")
          .endMetadata()
          .withAddressType("IPv4")
          .addNewEndpoint()
          .withAddresses(THIS_MACHINE)
          .withNewConditions()
          .withReady(true)
          .endConditions()
          .endEndpoint()
          .addNewPort()
          .withName("gateway")
          .withPort(8443)
          .withProtocol("TCP")
          .endPort()
          .build();

  private final ApiProxy proxy;

  OutOfClusterOperator() {
    Operator.stop();
    TestCluster.ADMIN.resource(GATEWAY).serverSideApply();
    var admin = TestCluster.ADMIN.getConfiguration();
    proxy =
        new ApiProxy(
            URI.create(admin.getMasterUrl()),
            Buffer.buffer(Base64.getMimeDecoder().decode(admin.getCaCertData())),
            token());
  }

  private static String token() {
    return TestCluster.ADMIN
        .serviceAccounts()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName("sympozium-operator")
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(7200L).endSpec().build())
        .getStatus()
        .getToken();
  }

  ApiProxy proxy() {
    return proxy;
  }

  /** An operator that need not wait for the lease of one that was killed. */
  OperatorProcess start(Map<String, String> environment) {
    TestCluster.ADMIN.leases().inNamespace(TestCluster.OPERATOR_NAMESPACE).withName(LEASE).delete();
    return OperatorProcess.start(proxy.url(), environment).awaitGateway();
  }

  /** An operator that leads already. */
  OperatorProcess lead() {
    OperatorProcess operator = start(Map.of());
    await(operator.name() + " leads")
        .atMost(TestCluster.PATIENCE)
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

  /** Who leads; empty when nobody does. */
  static String leader() {
    return Objects.requireNonNullElse(lease().getSpec().getHolderIdentity(), "");
  }

  /** Lets the cluster's own operator take over. */
  static void leadInside() {
    TestCluster.ADMIN.resource(GATEWAY).delete();
    Operator.start();
    await("the cluster's own operator leads")
        .atMost(TestCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> leader().startsWith("sympozium-operator-"));
  }

  /** As it was. */
  @Override
  public void close() {
    proxy.close();
    leadInside();
  }
}

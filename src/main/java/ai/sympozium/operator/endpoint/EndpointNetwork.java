package ai.sympozium.operator.endpoint;

import ai.sympozium.contract.EndpointContract;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpecBuilder;
import java.util.List;

/**
 * Builds the NetworkPolicy of endpoints: DNS, the gateway and the API server.
 *
 * @param operatorNamespace namespace of the gateway
 * @param apiServerRanges addresses of the API server; empty if they are not known
 */
record EndpointNetwork(String operatorNamespace, List<String> apiServerRanges) {
  private static final int GATEWAY_PORT = 8443;

  /** Label of the operator's pods in the chart. */
  private static final String OPERATOR_LABEL = "app.kubernetes.io/name";

  private static final String OPERATOR = "sympozium";

  NetworkPolicySpec policy(LabelSelector pods) {
    return new NetworkPolicySpecBuilder()
        .withPodSelector(pods)
        .withPolicyTypes("Ingress", "Egress")
        .addNewIngress()
        .withPorts(port("TCP", EndpointContract.PORT))
        .endIngress()
        .addNewEgress()
        .withPorts(port("UDP", 53), port("TCP", 53))
        .endEgress()
        .addNewEgress()
        .withTo(apiServers())
        .withPorts(port("TCP", 443), port("TCP", 6443))
        .endEgress()
        .addNewEgress()
        .withTo(gateway())
        .withPorts(port("TCP", GATEWAY_PORT))
        .endEgress()
        .build();
  }

  /**
   * Returns no peers, which means all, unless an administrator names the ranges. The addresses of
   * the API server can be read, but some network plugins do not apply ranges to nodes.
   */
  private List<NetworkPolicyPeer> apiServers() {
    return apiServerRanges.stream()
        .map(range ->
            new NetworkPolicyPeerBuilder().withNewIpBlock().withCidr(range).endIpBlock().build())
        .toList();
  }

  private NetworkPolicyPeer gateway() {
    return new NetworkPolicyPeerBuilder()
        .withNewNamespaceSelector()
        .addToMatchLabels("kubernetes.io/metadata.name", operatorNamespace)
        .endNamespaceSelector()
        .withNewPodSelector()
        .addToMatchLabels(OPERATOR_LABEL, OPERATOR)
        .endPodSelector()
        .build();
  }

  private static NetworkPolicyPort port(String protocol, int port) {
    return new NetworkPolicyPort(null, new IntOrString(port), protocol);
  }
}

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
import java.util.Set;

/**
 * Builds the NetworkPolicy of endpoints: DNS, the gateway, the API server, and an issuer of tokens.
 *
 * @param operatorNamespace namespace of the gateway
 * @param serverRanges addresses of API server and issuers; empty if they are not known
 */
record EndpointNetwork(String operatorNamespace, List<String> serverRanges) {
  private static final int GATEWAY_PORT = 8443;

  /** Label of the operator's pods in the chart. */
  private static final String OPERATOR_LABEL = "app.kubernetes.io/name";

  private static final String OPERATOR = "sympozium";

  /**
   * Returns the policy of pods.
   *
   * @param serverPorts ports of API server and issuer
   */
  NetworkPolicySpec policy(LabelSelector pods, Set<Integer> serverPorts) {
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
        .withTo(servers())
        .withPorts(serverPorts.stream().map(number -> port("TCP", number)).toList())
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
  private List<NetworkPolicyPeer> servers() {
    return serverRanges.stream()
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

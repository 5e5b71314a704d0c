package ai.sympozium.integration.controlplane;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Address of one replica of the gateway, from the EndpointSlices of its Service. */
public record GatewayEndpoint(String address, int port) {
  static final String NAMESPACE = "sympozium-system";
  static final String SERVICE = "sympozium-gateway";

  /** Chooses at random, as a Service does, so that a repeated call can reach another replica. */
  public static Optional<GatewayEndpoint> any(KubernetesClient client) {
    List<EndpointSlice> slices =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(NAMESPACE)
            .withLabel("kubernetes.io/service-name", SERVICE)
            .list()
            .getItems();
    return slices.isEmpty()
        ? Optional.empty()
        : Optional.of(of(slices.get(ThreadLocalRandom.current().nextInt(slices.size()))));
  }

  private static GatewayEndpoint of(EndpointSlice slice) {
    return new GatewayEndpoint(
        slice.getEndpoints().getFirst().getAddresses().getFirst(),
        slice.getPorts().getFirst().getPort());
  }
}

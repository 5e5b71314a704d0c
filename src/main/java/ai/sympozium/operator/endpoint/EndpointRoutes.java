package ai.sympozium.operator.endpoint;

import ai.sympozium.api.EndpointGateway;
import ai.sympozium.contract.EndpointContract;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import java.util.List;
import java.util.Optional;

/** Builds the object that leads clients of a host name to the Service of an endpoint. */
final class EndpointRoutes {
  private EndpointRoutes() {}

  /** Returns an Ingress, or an HTTPRoute of the wanted Gateway; empty without a host name. */
  static Optional<HasMetadata> build(ObjectMeta metadata, EndpointSettings settings) {
    String hostname = settings.hostname();
    if (hostname == null) {
      return Optional.empty();
    }
    EndpointGateway gateway = settings.gateway();
    return Optional.of(
        gateway == null
            ? ingress(metadata, hostname, settings)
            : httpRoute(metadata, hostname, gateway));
  }

  private static Ingress ingress(ObjectMeta metadata, String hostname, EndpointSettings settings) {
    return new IngressBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withIngressClassName(settings.ingressClass())
        .withTls(
            settings.tlsSecret() == null
                ? List.of()
                : List.of(new IngressTLS(List.of(hostname), settings.tlsSecret())))
        .addNewRule()
        .withHost(hostname)
        .withNewHttp()
        .addNewPath()
        .withPath("/")
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName(metadata.getName())
        .withNewPort(EndpointContract.PORT_NAME, null)
        .endService()
        .endBackend()
        .endPath()
        .endHttp()
        .endRule()
        .endSpec()
        .build();
  }

  /** Has no timeout: an answer lasts as long as its run. */
  private static HTTPRoute httpRoute(
      ObjectMeta metadata, String hostname, EndpointGateway gateway) {
    return new HTTPRouteBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withHostnames(hostname)
        .addNewParentRef()
        .withName(gateway.name())
        .withNamespace(gateway.namespace())
        .withSectionName(gateway.sectionName())
        .endParentRef()
        .addNewRule()
        .addNewBackendRef()
        .withName(metadata.getName())
        .withPort(EndpointContract.PORT)
        .endBackendRef()
        .endRule()
        .endSpec()
        .build();
  }
}

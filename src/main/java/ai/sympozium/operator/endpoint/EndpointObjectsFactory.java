package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.runas.RunAsIdReader;
import ai.sympozium.operator.tls.GatewayCertificates;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quarkus.runtime.ImageMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Builds the objects of endpoints from the operator's configuration and its certificate. */
@ApplicationScoped
class EndpointObjectsFactory {
  private final OperatorConfig config;
  private final GatewayCertificates certificates;
  private final RunAsIdReader ids;
  private final ContainerResources resources;
  private final LiveClusterReader cluster;

  EndpointObjectsFactory(
      OperatorConfig config,
      GatewayCertificates certificates,
      RunAsIdReader ids,
      ContainerResources resources,
      LiveClusterReader cluster) {
    this.config = config;
    this.certificates = certificates;
    this.ids = ids;
    this.resources = resources;
    this.cluster = cluster;
  }

  /** Returns the wanted objects in the order of their creation. */
  List<HasMetadata> build(SympoziumInstance instance, EndpointSettings settings) {
    // Only the issuer of tokens can have a private authority: else a change would replace all pods.
    String trusted = settings.oauth() == null ? "" : cluster.trustedAuthorities();
    EndpointPodBuilder pods =
        new EndpointPodBuilder(
            config.image(),
            ImageMode.current() == ImageMode.NATIVE_RUN,
            config.gatewayUrl(),
            certificates.authority(),
            trusted,
            resources,
            ids.of(instance.getMetadata().getNamespace()));
    EndpointNetwork network = new EndpointNetwork(config.namespace(), config.serverRanges());
    return new EndpointObjects(pods, network).build(instance, settings);
  }
}

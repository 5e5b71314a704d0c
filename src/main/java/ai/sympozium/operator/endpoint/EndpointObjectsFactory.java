package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SympoziumInstance;
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

  EndpointObjectsFactory(
      OperatorConfig config,
      GatewayCertificates certificates,
      RunAsIdReader ids,
      ContainerResources resources) {
    this.config = config;
    this.certificates = certificates;
    this.ids = ids;
    this.resources = resources;
  }

  /** Returns the wanted objects in the order of their creation. */
  List<HasMetadata> build(SympoziumInstance instance, EndpointSettings settings) {
    EndpointPodBuilder pods =
        new EndpointPodBuilder(
            config.image(),
            ImageMode.current() == ImageMode.NATIVE_RUN,
            config.gatewayUrl(),
            certificates.authority(),
            resources,
            ids.of(instance.getMetadata().getNamespace()));
    EndpointNetwork network = new EndpointNetwork(config.namespace(), config.apiServerRanges());
    return new EndpointObjects(pods, network).build(instance, settings);
  }
}

package ai.sympozium.operator.endpoint;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.runas.RunAsIds;
import java.util.List;

/** Instances with an endpoint. */
final class EndpointFixture {
  static final EndpointPodBuilder PODS =
      new EndpointPodBuilder(
          "registry/sympozium:1",
          false,
          "https://sympozium-gateway.sympozium-system.svc:8443",
          "PEM",
          "",
          ContainerResources.NONE,
          new RunAsIds(1000650000L, 1000650001L));
  static final EndpointObjects OBJECTS =
      new EndpointObjects(PODS, new EndpointNetwork("sympozium-system", List.of()));

  private EndpointFixture() {}

  /**
   * Returns an instance that attaches the pack.
   *
   * @param params parameters of the pack, as YAML
   * @param more further fields of the spec, as YAML
   */
  static SympoziumInstance instance(String name, String params, String more) {
    SympoziumInstance instance =
        (SympoziumInstance)
            Manifests.read(
                Manifests.documents(
                        """
                        apiVersion: sympozium.ai/v1alpha1
                        kind: SympoziumInstance
                        metadata: {name: "%s", namespace: demo}
                        spec:
                          agents: {default: {model: gpt-oss-120b, runTimeout: 5m}}
                          skills: [{skillPackRef: k8s-ops}, {skillPackRef: web-endpoint, params: %s}]
                          %s
                        """
                            .formatted(name, params, more))
                    .getFirst());
    instance.getMetadata().setUid("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
    return instance;
  }

  static SympoziumInstance instance(String params, String more) {
    return instance("bot", params, more);
  }

  static SympoziumInstance instance() {
    return instance("{}", "");
  }
}

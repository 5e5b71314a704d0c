package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The kind HTTPRoute of the Gateway API, without schema and without a controller. */
record GatewayApi(CustomResourceDefinition definition) implements AutoCloseable {
  static GatewayApi install() {
    CustomResourceDefinition definition =
        TestCluster.ADMIN
            .resource(
                Serialization.unmarshal(
                    """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata:
                      name: httproutes.gateway.networking.k8s.io
                      annotations:
                        api-approved.kubernetes.io: "unapproved, for tests"
                    spec:
                      group: gateway.networking.k8s.io
                      scope: Namespaced
                      names: {kind: HTTPRoute, plural: httproutes, singular: httproute}
                      versions:
                      - name: v1
                        served: true
                        storage: true
                        schema:
                          openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    """,
                    CustomResourceDefinition.class))
            .create();
    await("HTTPRoutes").atMost(TestCluster.TIMEOUT).until(GatewayApi::isServed);
    return new GatewayApi(definition);
  }

  private static boolean isServed() {
    try {
      TestCluster.ADMIN.resources(HTTPRoute.class).inNamespace("default").list();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  @Override
  public void close() {
    TestCluster.ADMIN.resource(definition).delete();
  }
}

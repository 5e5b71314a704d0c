package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectDriftTest {
  private static final String WANTED =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: s, labels: {a: b}}
      spec: {selector: {app: s}, ports: [{name: http, port: 8080}]}
      """;

  private static Service service(String yaml) {
    return Serialization.unmarshal(yaml, Service.class);
  }

  @Test
  void shouldBeCurrentWhenApiServerAddedFields() {
    Service found =
        service(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: s, uid: u, labels: {a: b, c: d}}
            spec:
              clusterIP: 10.0.0.1
              selector: {app: s}
              ports: [{name: http, port: 8080, protocol: TCP}]
            """);

    assertThat(ObjectDrift.isCurrent(found, service(WANTED))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata: {name: s, labels: {a: c}}\n"
            + "spec: {selector: {app: s}, ports: [{name: http, port: 8080}]}",
        "metadata: {name: s}\nspec: {selector: {app: s}, ports: [{name: http, port: 8080}]}",
        "metadata: {name: s, labels: {a: b}}\nspec: {ports: [{name: http, port: 8080}]}",
        "metadata: {name: s, labels: {a: b}}\n"
            + "spec: {selector: {app: s}, ports: [{name: http, port: 8081}]}",
        "metadata: {name: s, labels: {a: b}}\n"
            + "spec: {selector: {app: s}, ports: [{name: http, port: 8080}, {name: b, port: 1}]}"
      })
  void shouldNotBeCurrentWhenAFieldDiffers(String found) {
    assertThat(
            ObjectDrift.isCurrent(
                service("apiVersion: v1\nkind: Service\n" + found), service(WANTED)))
        .isFalse();
  }
}

package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.ipc.gateway.FakeGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a cluster whose administrator has stored private certificate authorities. */
@ControlPlaneTest
class TrustedAuthoritiesIT {
  private static final String BUNDLE = "corporate-ca";

  @TempDir Path directory;
  private String namespace = "";

  @BeforeEach
  void prepare() {
    namespace = TestCluster.namespace("trust");
    TestCluster.readingBot(namespace);
  }

  @AfterEach
  void remove() {
    TestCluster.deleteNamespace(namespace);
    TestCluster.ADMIN.resource(bundle("")).delete();
  }

  @Test
  void shouldRefuseRunsUntilBundleIsValidWithoutRestart() throws IOException {
    try (var outside = new OutOfClusterOperator();
        var operator = outside.start(Map.of("SYMPOZIUM_TRUSTED_CA_CONFIG_MAP", BUNDLE))) {
      assertThat(operator.name()).isNotEmpty();
      refuseUntilValid();
    }
  }

  private void refuseUntilValid() throws IOException {
    assertRefused(TestCluster.run(namespace, "missing", "bot"), "does not exist");

    TestCluster.ADMIN.resource(bundle("no certificate")).serverSideApply();
    assertRefused(TestCluster.run(namespace, "broken", "bot"), "has no certificate in PEM format");

    TestCluster.ADMIN.resource(bundle("# root\n" + certificate())).serverSideApply();
    AgentRun valid = TestCluster.run(namespace, "valid", "bot");
    assertThatStatus(TestCluster.awaitFinal(namespace, "valid")).hasSucceeded();
    assertThatRun(valid).hasNoPermissionsLeft();
    assertThat(plan("valid").getData().get("trusted-ca.crt"))
        .startsWith("-----BEGIN CERTIFICATE-----\n")
        .doesNotContain("# root");
  }

  private void assertRefused(AgentRun run, String problem) {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, run.getMetadata().getName());
    assertThatStatus(status).hasFailed();
    assertThat(status.error())
        .startsWith(
            "chart value trustedCA.configMap: the key ca.crt of ConfigMap "
                + TestCluster.OPERATOR_NAMESPACE
                + "/"
                + BUNDLE
                + " "
                + problem);
    assertThatRun(run).hasNoPermissionsLeft();
  }

  private ConfigMap plan(String run) {
    return TestCluster.ADMIN.configMaps().inNamespace(namespace).withName(run + "-plan").require();
  }

  private static ConfigMap bundle(String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(BUNDLE)
        .withNamespace(TestCluster.OPERATOR_NAMESPACE)
        .endMetadata()
        .addToData("ca.crt", text)
        .build();
  }

  private String certificate() throws IOException {
    try (var server = new FakeGateway()) {
      server.introduceTo(directory);
      return Files.readString(directory.resolve("gateway-ca.crt"));
    }
  }
}

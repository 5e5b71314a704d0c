package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.sympozium.ipc.gateway.FakeGateway;
import ai.sympozium.net.TrustedAuthorities;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrustedCertificatesTest {
  private static final String MODEL = "agents: {default: {model: m, baseURL: 'https://m/v1'}}";
  private static final String PRIVATE_KEY =
      "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

  private static String certificate = "";

  @BeforeAll
  static void create(@TempDir Path directory) throws IOException {
    try (var server = new FakeGateway()) {
      server.introduceTo(directory);
      certificate = Files.readString(directory.resolve("gateway-ca.crt"));
    }
  }

  private static FakeClusterReader cluster(@Nullable ConfigMap map) {
    return new FakeClusterReader().withInstance(MODEL).withTrustedCA(map);
  }

  private static ConfigMap map(String key, String value) {
    return new ConfigMapBuilder().withData(Map.of(key, value)).build();
  }

  @Test
  void shouldCopyEachCertificateOnceAndNothingElse() {
    var planned =
        cluster(map("ca.crt", "# root\r\n" + certificate + PRIVATE_KEY + "\n" + certificate))
            .planned(run());

    var text = planned.texts().get("trusted-ca.crt");
    assertThat(text)
        .startsWith("-----BEGIN CERTIFICATE-----\n")
        .endsWith("\n-----END CERTIFICATE-----\n")
        .containsOnlyOnce("BEGIN")
        .doesNotContain("PRIVATE", "c2VjcmV0", "#", "\r");
    assertThat(planned.plan().settings().network().trustedCA())
        .isEqualTo(new RunPlan.TrustedCA("corp-ca", "ca.crt"));
  }

  @Test
  void shouldPlanWithoutFileWhenNotConfigured() {
    var planned = new FakeClusterReader().withInstance(MODEL).planned(run());

    assertThat(planned.texts()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void shouldRefuseRunAndNameChartValue(@Nullable ConfigMap map, String problem) {
    assertThat(cluster(map).refusal(run(), Reason.TRUSTED_CA_INVALID))
        .startsWith(
            "chart value trustedCA.configMap: the key ca.crt of ConfigMap sympozium-system/corp-ca "
                + problem
                + ".")
        .doesNotContain("c2VjcmV0");
  }

  private static Stream<Arguments> invalid() {
    return Stream.of(
        arguments(null, "does not exist"),
        arguments(new ConfigMap(), "does not exist"),
        arguments(map("other.crt", certificate), "does not exist"),
        arguments(map("ca.crt", ""), "has no certificate in PEM format"),
        arguments(map("ca.crt", "MIIB"), "has no certificate in PEM format"),
        arguments(map("ca.crt", PRIVATE_KEY), "has no certificate in PEM format"),
        arguments(
            map("ca.crt", certificate + "-----BEGIN CERTIFICATE-----\nAAAA\n" + certificate),
            "has a certificate that is incomplete or of another format than PEM"),
        arguments(
            map("ca.crt", certificate.replace("N CERTIFICATE", "N TRUSTED CERTIFICATE")),
            "has a certificate that is incomplete or of another format than PEM"),
        arguments(
            map(
                "ca.crt",
                certificate + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
            "has a broken certificate"));
  }

  @Test
  void shouldRefuseRunWhenBundleIsTooLarge() throws Exception {
    var bundle = new StringBuilder();
    for (var authority : TrustedAuthorities.publicOnes()) {
      bundle
          .append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(authority.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }

    assertThat(cluster(map("ca.crt", bundle.toString())).refusal(run(), Reason.TRUSTED_CA_INVALID))
        .contains(" bytes of certificates, but at most 98304 are possible. Public authorities");
  }
}

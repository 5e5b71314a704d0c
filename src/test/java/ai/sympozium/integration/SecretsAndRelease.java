package ai.sympozium.integration;

import ai.sympozium.docs.PackCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Secrets and a Helm release that the commands of k8s-ops-secrets read. */
final class SecretsAndRelease {
  private SecretsAndRelease() {}

  /** Creates them in a namespace. The certificate is the one of the API server's authority. */
  static void create(String namespace, Path folder) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        stringData: {app: "correct horse", url: "https://shop.example"}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        data: {tls.crt: %s}
        """
            .formatted(
                PackCommands.SECRET,
                PackCommands.TLS_SECRET,
                TestCluster.ADMIN.getConfiguration().getCaCertData()));
    DevProgram.helm(
        "install", PackCommands.RELEASE, chart(folder).toString(), "--namespace", namespace);
  }

  private static Path chart(Path folder) {
    try {
      Path chart = folder.resolve("chart");
      Files.createDirectories(chart.resolve("templates"));
      Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: web\nversion: 0.1.0\n");
      Files.writeString(
          chart.resolve("templates/settings.yaml"),
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n");
      return chart;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

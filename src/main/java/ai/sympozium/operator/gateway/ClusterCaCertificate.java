package ai.sympozium.operator.gateway;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Provides the CA certificate of the API server, which skills get with their token. */
@ApplicationScoped
class ClusterCaCertificate {
  private final String pem;

  ClusterCaCertificate(KubernetesClient client) {
    var config = client.getConfiguration();
    if (config.getCaCertFile() != null) {
      try {
        pem = Files.readString(Path.of(config.getCaCertFile()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else if (config.getCaCertData() != null) {
      pem =
          new String(
              Base64.getMimeDecoder().decode(config.getCaCertData()), StandardCharsets.US_ASCII);
    } else {
      pem = "";
    }
  }

  String pem() {
    return pem;
  }
}

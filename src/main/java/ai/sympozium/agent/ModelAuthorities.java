package ai.sympozium.agent;

import ai.sympozium.agent.model.ModelException;
import ai.sympozium.contract.PodContract;
import ai.sympozium.net.TrustedAuthorities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificate authorities that an agent trusts in addition to the public ones: those of its
 * instance for the model, and those of the cluster.
 *
 * @param directory directory of the run's files
 */
record ModelAuthorities(Path directory) {
  private static final String FIELD = "agents.default.tls.caCertConfigMapRef: ";

  /** Returns sockets for the model, or null if only public authorities are trusted. */
  @Nullable SSLSocketFactory sockets() throws ModelException {
    var added = new ArrayList<Certificate>();
    added.addAll(read(PodContract.MODEL_CA_FILE, FIELD + "the key of the ConfigMap contains "));
    added.addAll(read(PodContract.TRUSTED_CA_FILE, "trustedCA.configMap: contains "));
    try {
      return added.isEmpty() ? null : TrustedAuthorities.sockets(added);
    } catch (IOException e) {
      throw new ModelException(FIELD + e.getMessage());
    }
  }

  /** Returns the authorities of the cluster in PEM format, or an empty text. */
  String ofCluster() {
    try {
      var file = directory.resolve(PodContract.TRUSTED_CA_FILE);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Certificate> read(String name, String problem) throws ModelException {
    var file = directory.resolve(name);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return TrustedAuthorities.parse(Files.readString(file));
    } catch (IOException e) {
      throw new ModelException(
          problem
              + "no certificate in PEM format. Store the certificate of the authority, which"
              + " begins with -----BEGIN CERTIFICATE-----.");
    }
  }
}

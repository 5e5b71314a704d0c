package ai.sympozium.agent.model.http;

import ai.sympozium.agent.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts the certificate authorities of a file in addition to the public ones. */
public final class TrustedAuthorities {
  private static final String FIELD = "agents.default.tls.caCertConfigMapRef: ";

  private TrustedAuthorities() {}

  /**
   * Creates a factory of sockets.
   *
   * @throws ModelException if the file contains no certificate
   */
  public static SSLSocketFactory sockets(Path file) throws ModelException {
    try {
      var certificates = new ArrayList<Certificate>(publicAuthorities());
      certificates.addAll(read(file));
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (var i = 0; i < certificates.size(); i++) {
        trusted.setCertificateEntry("authority-" + i, certificates.get(i));
      }
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers(trusted).getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new ModelException(FIELD + "the certificates cannot be used: " + e.getMessage());
    }
  }

  private static List<? extends Certificate> read(Path file) throws ModelException, IOException {
    try (var in = Files.newInputStream(file)) {
      var certificates =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (GeneralSecurityException e) {
      // The message of the exception names bytes, not the field.
    }
    throw new ModelException(
        FIELD
            + "the key of the ConfigMap contains no certificate in PEM format. Store the"
            + " certificate of the authority, which begins with -----BEGIN CERTIFICATE-----.");
  }

  private static List<? extends Certificate> publicAuthorities() throws GeneralSecurityException {
    return Arrays.stream(managers(null).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
        .toList();
  }

  private static TrustManagerFactory managers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory;
  }
}

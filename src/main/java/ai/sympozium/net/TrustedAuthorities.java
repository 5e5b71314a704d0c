package ai.sympozium.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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

/** Reads private certificate authorities, which are trusted in addition to the public ones. */
public final class TrustedAuthorities {
  private TrustedAuthorities() {}

  /**
   * Reads certificates in PEM format.
   *
   * @throws IOException if the text has no certificate, or a broken one
   */
  public static List<Certificate> parse(String pem) throws IOException {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)));
      if (!certificates.isEmpty()) {
        return List.copyOf(certificates);
      }
    } catch (GeneralSecurityException e) {
      // The message of the exception names bytes, and no cause that a user understands.
    }
    throw new IOException("no certificate in PEM format");
  }

  /** Creates a factory of sockets that trust public authorities and these. */
  public static SSLSocketFactory sockets(List<Certificate> added) throws IOException {
    try {
      var certificates = new ArrayList<Certificate>(publicOnes());
      certificates.addAll(added);
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (var i = 0; i < certificates.size(); i++) {
        trusted.setCertificateEntry("authority-" + i, certificates.get(i));
      }
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers(trusted).getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
    }
  }

  /** Returns the public authorities of the Java runtime. */
  public static List<? extends Certificate> publicOnes() throws GeneralSecurityException {
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

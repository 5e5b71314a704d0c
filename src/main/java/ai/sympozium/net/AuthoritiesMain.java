package ai.sympozium.net;

import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.Base64;

/**
 * Entry point of the role {@code authorities}, which prints the public certificate authorities in
 * PEM format. The file of a skill contains them, because programs read it instead of their own.
 */
public final class AuthoritiesMain {
  private AuthoritiesMain() {}

  /**
   * Prints the certificates.
   *
   * @return exit code
   */
  public static int run() {
    try {
      var text = new StringBuilder();
      for (var certificate : TrustedAuthorities.publicOnes()) {
        append(certificate, text);
      }
      System.out.print(text);
      return 0;
    } catch (GeneralSecurityException e) {
      System.err.println("authorities: cannot read the public authorities: " + e.getMessage());
      return 1;
    }
  }

  private static void append(Certificate certificate, StringBuilder text)
      throws GeneralSecurityException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    text.append("-----BEGIN CERTIFICATE-----\n")
        .append(lines.encodeToString(certificate.getEncoded()))
        .append("\n-----END CERTIFICATE-----\n");
  }
}

package ai.sympozium.operator.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues the gateway's server certificates. Pods trust the authority, so that a server certificate
 * can be renewed while they run.
 */
record CertificateAuthority(X509Certificate certificate, PrivateKey key) {
  static final Duration LIFE = Duration.ofDays(3650);
  static final Duration SERVER_LIFE = Duration.ofDays(365);

  /** Difference between the clocks of nodes that is tolerated. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /** Creates an authority with a key of its own. */
  static CertificateAuthority create(Instant now) throws GeneralSecurityException {
    X500Principal name = new X500Principal("CN=sympozium gateway authority");
    KeyPair keys = newKeys();
    Template template = new Template(name, keys.getPublic(), now, LIFE);
    return new CertificateAuthority(
        sign(template, name, keys.getPrivate(), List.of()), keys.getPrivate());
  }

  /** Issues a certificate for the host names, with a key of its own. */
  ServerCertificate issue(List<String> hosts, Instant now) throws GeneralSecurityException {
    KeyPair keys = newKeys();
    Template template =
        new Template(
            new X500Principal("CN=" + hosts.getFirst()), keys.getPublic(), now, SERVER_LIFE);
    return new ServerCertificate(
        sign(template, certificate.getSubjectX500Principal(), key, hosts), keys.getPrivate());
  }

  /** Checks that this authority, and not another of the same name, issued a certificate. */
  boolean hasIssued(X509Certificate other) {
    try {
      other.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private record Template(X500Principal subject, PublicKey key, Instant now, Duration life) {}

  /** Without hosts, the certificate is that of an authority. */
  private static X509Certificate sign(
      Template template, X500Principal issuer, PrivateKey issuerKey, List<String> hosts)
      throws GeneralSecurityException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(120, new SecureRandom()),
            Date.from(template.now().minus(SKEW)),
            Date.from(template.now().plus(template.life())),
            template.subject(),
            template.key());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(hosts.isEmpty()));
      if (hosts.isEmpty()) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      } else {
        builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(algorithm(issuerKey)).build(issuerKey)));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException("the certificate can't be signed", e);
    }
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(host -> new GeneralName(GeneralName.dNSName, host))
            .toArray(GeneralName[]::new));
  }

  /** An RSA signature takes ten times as long, and hundreds of pods may connect at once. */
  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String algorithm(PrivateKey key) {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }
}

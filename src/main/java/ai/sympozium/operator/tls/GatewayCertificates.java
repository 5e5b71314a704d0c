package ai.sympozium.operator.tls;

import ai.sympozium.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The gateway's certificates: an authority that is kept in a Secret, so that pods of before a
 * restart trust the operator of after it, and a server certificate that each process signs anew.
 */
@ApplicationScoped
public class GatewayCertificates {
  private static final String SECRET = "sympozium-gateway-ca";
  private static final String CERTIFICATE_KEY = "ca.crt";
  private static final String PRIVATE_KEY = "ca.key";
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(365);

  /** Clocks of nodes differ a little. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final Event<AuthorityChanged> changes;
  private final SecureRandom random = new SecureRandom();
  private volatile @org.jspecify.annotations.Nullable Authority authority;

  GatewayCertificates(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      Event<AuthorityChanged> changes) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.changes = changes;
  }

  /** What was signed by the authority of before is not trusted any more. */
  public record AuthorityChanged() {}

  private record Authority(X509Certificate certificate, PrivateKey key, String pem) {}

  /** A server's certificate and key, PEM. */
  public record ServerCertificate(String certificate, String key) {}

  /** The certificate that pods trust, PEM. */
  public String authority() {
    return load().pem();
  }

  /** The authority's key; it never leaves this package. */
  PrivateKey key() {
    return load().key();
  }

  /**
   * A fresh certificate for the gateway's service names, on the authority's own key: to make
   * another would cost every start a second, and who holds one of the two holds both.
   */
  public ServerCertificate server() {
    Authority ca = load();
    try {
      X509Certificate certificate =
          sign(
              new X500Principal("CN=" + config.gatewayHost()),
              ca.certificate().getPublicKey(),
              ca.certificate().getSubjectX500Principal(),
              ca.key(),
              SERVER_LIFE,
              false);
      return new ServerCertificate(
          pem("CERTIFICATE", certificate.getEncoded()), pem("PRIVATE KEY", ca.key().getEncoded()));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("the gateway's certificate could not be made", e);
    }
  }

  /**
   * A secret that nobody can guess and every replica knows, for as long as the authority is the
   * same.
   */
  public String secretFor(String purpose) {
    PrivateKey key = load().key();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), mac.getAlgorithm()));
      return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /**
   * Takes what the Secret holds now. Whoever deletes the Secret renews the authority: the next to
   * look makes another.
   */
  public synchronized void reload() {
    Authority before = authority;
    Authority now = fetch();
    authority = now;
    if (before != null && !before.pem().equals(now.pem())) {
      changes.fire(new AuthorityChanged());
    }
  }

  private synchronized Authority load() {
    Authority known = authority;
    if (known == null) {
      known = fetch();
      authority = known;
    }
    return known;
  }

  private Authority fetch() {
    var secrets = client.secrets().inNamespace(config.namespace());
    Secret secret = secrets.withName(SECRET).get();
    if (secret == null) {
      try {
        secret = secrets.resource(create()).create();
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
        secret = secrets.withName(SECRET).require(); // Another replica was first.
      }
    }
    return read(secret);
  }

  private Secret create() {
    try {
      KeyPair keys = keys();
      X500Principal name = new X500Principal("CN=sympozium gateway authority");
      X509Certificate certificate =
          sign(name, keys.getPublic(), name, keys.getPrivate(), AUTHORITY_LIFE, true);
      return new SecretBuilder()
          .withNewMetadata()
          .withName(SECRET)
          .withNamespace(config.namespace())
          .endMetadata()
          .addToStringData(CERTIFICATE_KEY, pem("CERTIFICATE", certificate.getEncoded()))
          .addToStringData(PRIVATE_KEY, pem("PRIVATE KEY", keys.getPrivate().getEncoded()))
          .build();
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("the gateway's authority could not be made", e);
    }
  }

  private static Authority read(Secret secret) {
    try {
      String pem = decode(secret, CERTIFICATE_KEY);
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new java.io.ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      try (PemReader reader = new PemReader(new StringReader(decode(secret, PRIVATE_KEY)))) {
        PrivateKey key =
            KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(reader.readPemObject().getContent()));
        return new Authority(certificate, key, pem);
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          "Secret " + SECRET + " does not hold a certificate authority. Delete it and restart.", e);
    }
  }

  private static String decode(Secret secret, String key) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.US_ASCII);
  }

  private static KeyPair keys() throws GeneralSecurityException {
    // Hundreds of pods may report at once, and to sign with RSA takes ten times as long.
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String signature(PrivateKey key) {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }

  private X509Certificate sign(
      X500Principal subject,
      PublicKey key,
      X500Principal issuer,
      PrivateKey issuerKey,
      Duration life,
      boolean isAuthority)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    Instant now = clock.instant();
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(120, random),
            Date.from(now.minus(SKEW)),
            Date.from(now.plus(life)),
            subject,
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (isAuthority) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    } else {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, config.gatewayHost()),
                new GeneralName(GeneralName.dNSName, config.gatewayHost() + ".cluster.local")
              }));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(signature(issuerKey)).build(issuerKey)));
  }

  private static String pem(String type, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    return text.toString();
  }
}

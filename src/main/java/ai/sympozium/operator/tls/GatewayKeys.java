package ai.sympozium.operator.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Content of the gateway's Secret: an authority, a server certificate, and keys for signatures. No
 * key has two uses.
 */
record GatewayKeys(CertificateAuthority authority, ServerCertificate server, SigningKeys signing) {
  static final String AUTHORITY_CERTIFICATE = "ca.crt";
  static final String AUTHORITY_KEY = "ca.key";
  static final String SERVER_CERTIFICATE = "tls.crt";
  static final String SERVER_KEY = "tls.key";
  static final String SIGNING_KEY = "signing.key";

  /** Only verifies. Written by {@link #complete} when it upgrades a Secret of the old form. */
  static final String PREVIOUS_SIGNING_KEY = "previous-signing.key";

  /** Long enough for replicas that read the Secret once a day. */
  private static final Duration RENEWAL = Duration.ofDays(90);

  static GatewayKeys read(Map<String, String> data) throws GeneralSecurityException {
    X509Certificate server = PemCodec.certificate(text(data, SERVER_CERTIFICATE));
    byte[] signing = bytes(data, SIGNING_KEY);
    if (signing.length < SigningKeys.BYTES) {
      throw new GeneralSecurityException(SIGNING_KEY + " is too short");
    }
    return new GatewayKeys(
        authority(data),
        new ServerCertificate(server, PemCodec.privateKey(text(data, SERVER_KEY), server)),
        data.containsKey(PREVIOUS_SIGNING_KEY)
            ? SigningKeys.of(signing, bytes(data, PREVIOUS_SIGNING_KEY))
            : SigningKeys.of(signing));
  }

  /**
   * Adds what is missing, and renews a server certificate that expires soon. Existing authorities
   * and signing keys stay. In the old form, the authority's key signed ConfigMaps too; it becomes
   * the previous signing key, so that plans and reports from before the upgrade stay valid.
   *
   * @param data of the Secret; empty for a new one
   */
  static Map<String, String> complete(Map<String, String> data, List<String> hosts, Instant now)
      throws GeneralSecurityException {
    Map<String, String> complete = new TreeMap<>(data);
    boolean isOldForm =
        data.containsKey(AUTHORITY_KEY)
            && !data.containsKey(SIGNING_KEY)
            && !data.containsKey(SERVER_KEY);
    if (!data.containsKey(AUTHORITY_CERTIFICATE) && !data.containsKey(AUTHORITY_KEY)) {
      CertificateAuthority created = CertificateAuthority.create(now);
      put(complete, AUTHORITY_CERTIFICATE, PemCodec.encode(created.certificate()));
      put(complete, AUTHORITY_KEY, PemCodec.encode(created.key()));
    }
    CertificateAuthority authority = authority(complete);
    if (!data.containsKey(SIGNING_KEY)) {
      put(complete, SIGNING_KEY, random());
    }
    if (isOldForm) {
      put(complete, PREVIOUS_SIGNING_KEY, authority.key().getEncoded());
    }
    if (!isServerCertificateValid(complete, authority, hosts, now)) {
      ServerCertificate server = authority.issue(hosts, now);
      put(complete, SERVER_CERTIFICATE, PemCodec.encode(server.certificate()));
      put(complete, SERVER_KEY, PemCodec.encode(server.key()));
    }
    return complete;
  }

  private static boolean isServerCertificateValid(
      Map<String, String> data, CertificateAuthority authority, List<String> hosts, Instant now)
      throws GeneralSecurityException {
    if (!data.containsKey(SERVER_CERTIFICATE) || !data.containsKey(SERVER_KEY)) {
      return false;
    }
    X509Certificate certificate = PemCodec.certificate(text(data, SERVER_CERTIFICATE));
    return certificate.getNotAfter().toInstant().isAfter(now.plus(RENEWAL))
        && authority.hasIssued(certificate)
        && hosts.stream().allMatch(host -> names(certificate).contains(host));
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream().map(name -> String.valueOf(name.getLast())).toList();
    } catch (java.security.cert.CertificateParsingException e) {
      return List.of();
    }
  }

  private static CertificateAuthority authority(Map<String, String> data)
      throws GeneralSecurityException {
    X509Certificate certificate = PemCodec.certificate(text(data, AUTHORITY_CERTIFICATE));
    return new CertificateAuthority(
        certificate, PemCodec.privateKey(text(data, AUTHORITY_KEY), certificate));
  }

  private static byte[] random() {
    byte[] bytes = new byte[SigningKeys.BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static void put(Map<String, String> data, String key, String text) {
    put(data, key, text.getBytes(US_ASCII));
  }

  private static void put(Map<String, String> data, String key, byte[] value) {
    data.put(key, Base64.getEncoder().encodeToString(value));
  }

  private static String text(Map<String, String> data, String key) throws GeneralSecurityException {
    return new String(bytes(data, key), US_ASCII);
  }

  private static byte[] bytes(Map<String, String> data, String key)
      throws GeneralSecurityException {
    @Nullable String value = data.get(key);
    if (value == null) {
      throw new GeneralSecurityException(key + " is missing");
    }
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(key + " is not Base64", e);
    }
  }
}

package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.operator.tls.PemCodec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.security.GeneralSecurityException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the certificate authorities that an administrator has stored for all runs. Only the
 * certificates are copied to pods: no comments, and no private key that was stored by mistake.
 */
public final class TrustedCertificates {
  /** Size that fits into a variable of a connector, and into a plan besides its other texts. */
  static final int MAX_BYTES = 96 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*+-----END CERTIFICATE-----");

  /** Also the names that OpenSSL reads and other programs do not. */
  private static final Pattern BEGIN =
      Pattern.compile("-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----");

  private final RunPlan.TrustedCA configured;
  private final String namespace;

  private TrustedCertificates(RunPlan.TrustedCA configured, String namespace) {
    this.configured = configured;
    this.namespace = namespace;
  }

  /**
   * Returns the certificates in PEM format.
   *
   * @param namespace namespace of the operator
   * @param map the ConfigMap, or null if it does not exist
   * @throws InvalidTrustedCAException if they cannot be used
   */
  public static String of(RunPlan.TrustedCA configured, String namespace, @Nullable ConfigMap map) {
    return new TrustedCertificates(configured, namespace).read(map);
  }

  private String read(@Nullable ConfigMap map) {
    String text =
        Optional.ofNullable(map)
            .map(ConfigMap::getData)
            .map(data -> data.get(configured.key()))
            .orElseThrow(() -> invalid("does not exist"));
    List<String> blocks = BLOCK.matcher(text).results().map(MatchResult::group).toList();
    if (BEGIN.matcher(text).results().count() != blocks.size()) {
      throw invalid("has a certificate that is incomplete or of another format than PEM");
    }
    Set<String> certificates = new LinkedHashSet<>();
    blocks.forEach(block -> certificates.add(rewritten(block)));
    if (certificates.isEmpty()) {
      throw invalid("has no certificate in PEM format");
    }
    String bundle = String.join("", certificates);
    if (bundle.length() > MAX_BYTES) {
      throw invalid(
          "has "
              + bundle.length()
              + " bytes of certificates, but at most "
              + MAX_BYTES
              + " are"
              + " possible. Public authorities are always trusted and need not be in it");
    }
    return bundle;
  }

  private String rewritten(String block) {
    try {
      return PemCodec.encode(PemCodec.certificate(block));
    } catch (GeneralSecurityException e) {
      throw invalid("has a broken certificate");
    }
  }

  private InvalidTrustedCAException invalid(String problem) {
    return new InvalidTrustedCAException(
        "chart value trustedCA.configMap: the key "
            + configured.key()
            + " of ConfigMap "
            + namespace
            + "/"
            + configured.configMap()
            + " "
            + problem
            + ". Ask an administrator to store the certificates of the authorities there, or to"
            + " remove the value.");
  }
}

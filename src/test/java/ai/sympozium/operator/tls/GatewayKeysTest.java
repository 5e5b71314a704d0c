package ai.sympozium.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the content of the gateway's Secret: at first, after an upgrade, and after a renewal. */
class GatewayKeysTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> HOSTS = List.of("gateway.svc");
  private static final Map<String, String> RUN = Map.of("plan.json", "{}");

  @Test
  void shouldCreateSeparateKeysWhenThereIsNoSecret() throws GeneralSecurityException {
    var data = complete(Map.of(), NOW);

    assertThat(data).containsOnlyKeys("ca.crt", "ca.key", "tls.crt", "tls.key", "signing.key");
    var keys = GatewayKeys.read(data);
    assertThat(keys.server().key()).isNotEqualTo(keys.authority().key());
    assertThat(keys.signing().current().getEncoded()).hasSize(32);
    assertThat(keys.signing().previous()).isEmpty();
  }

  @Test
  void shouldCreateOtherKeysEachTime() throws GeneralSecurityException {
    var first = complete(Map.of(), NOW);
    var second = complete(Map.of(), NOW);

    first.forEach((key, value) -> assertThat(second.get(key)).as(key).isNotEqualTo(value));
  }

  @Test
  void shouldChangeNothingWhenTheSecretIsComplete() throws GeneralSecurityException {
    var data = complete(Map.of(), NOW);

    assertThat(complete(data, NOW)).isEqualTo(data);
  }

  @Test
  void shouldKeepTheAuthorityWhenTheSecretHasTheOldForm() throws GeneralSecurityException {
    var old = oldForm();

    var upgraded = complete(old, NOW);

    assertThat(upgraded).containsAllEntriesOf(old);
    assertThat(upgraded).containsKeys("tls.crt", "tls.key", "signing.key");
    var keys = GatewayKeys.read(upgraded);
    assertThat(keys.authority().hasIssued(keys.server().certificate())).isTrue();
    assertThat(keys.server().key()).isNotEqualTo(keys.authority().key());
  }

  @Test
  void shouldVerifyOldSignaturesWhenTheSecretHadTheOldForm() throws GeneralSecurityException {
    var old = oldForm();
    var authority = PemCodec.certificate(decode(old.getOrDefault("ca.crt", "")));
    var oldKey =
        SigningKeys.of(
            PemCodec.privateKey(decode(old.getOrDefault("ca.key", "")), authority).getEncoded());
    var signed = new ConfigMapSigner(() -> oldKey).sign("run", RUN);

    var upgraded = GatewayKeys.read(complete(old, NOW)).signing();

    assertThat(new ConfigMapSigner(() -> upgraded).verify("run", signed)).isTrue();
    assertThat(new ConfigMapSigner(() -> upgraded).sign("run", RUN)).isNotEqualTo(signed);
  }

  @Test
  void shouldNotVerifyOldSignaturesWhenThePreviousKeyWasRemoved() throws GeneralSecurityException {
    var upgraded = complete(oldForm(), NOW);
    upgraded.remove("previous-signing.key");

    var again = complete(upgraded, NOW);

    assertThat(again).isEqualTo(upgraded);
    assertThat(GatewayKeys.read(again).signing().previous()).isEmpty();
  }

  @Test
  void shouldRenewOnlyTheServerCertificateWhenItExpiresSoon() throws GeneralSecurityException {
    var data = complete(Map.of(), NOW);
    var soon = NOW.plus(CertificateAuthority.SERVER_LIFE).minus(Duration.ofDays(89));

    var renewed = complete(data, soon);

    assertThat(renewed.get("tls.crt")).isNotEqualTo(data.get("tls.crt"));
    assertThat(renewed.get("tls.key")).isNotEqualTo(data.get("tls.key"));
    assertThat(without(renewed, "tls.crt", "tls.key"))
        .isEqualTo(without(data, "tls.crt", "tls.key"));
  }

  @Test
  void shouldNotRenewTheServerCertificateEarlier() throws GeneralSecurityException {
    var data = complete(Map.of(), NOW);
    var earlier = NOW.plus(CertificateAuthority.SERVER_LIFE).minus(Duration.ofDays(91));

    assertThat(complete(data, earlier)).isEqualTo(data);
  }

  @Test
  void shouldIssueAServerCertificateWhenTheAuthorityWasReplaced() throws GeneralSecurityException {
    var data = new HashMap<>(complete(Map.of(), NOW));
    data.putAll(oldForm());

    var keys = GatewayKeys.read(complete(data, NOW));

    assertThat(keys.authority().hasIssued(keys.server().certificate())).isTrue();
  }

  @Test
  void shouldIssueAServerCertificateWhenTheHostsChanged() throws GeneralSecurityException {
    var data = complete(Map.of(), NOW);

    var moved = GatewayKeys.complete(data, List.of("other.svc"), NOW);

    assertThat(moved.get("tls.crt")).isNotEqualTo(data.get("tls.crt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.crt", "ca.key", "tls.crt", "tls.key", "signing.key"})
  void shouldNameTheKeyWhenItIsMissing(String key) throws GeneralSecurityException {
    var data = without(complete(Map.of(), NOW), key);

    assertThatThrownBy(() -> GatewayKeys.read(data))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining(key);
  }

  @Test
  void shouldRejectAShortSigningKey() throws GeneralSecurityException {
    var data = new HashMap<>(complete(Map.of(), NOW));
    data.put("signing.key", Base64.getEncoder().encodeToString(new byte[31]));

    assertThatThrownBy(() -> GatewayKeys.read(data)).hasMessage("signing.key is too short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.crt", "ca.key"})
  void shouldNotReplaceHalfAnAuthority(String key) throws GeneralSecurityException {
    var data = without(complete(Map.of(), NOW), key);

    assertThatThrownBy(() -> complete(data, NOW)).hasMessageContaining(key + " is missing");
  }

  private static Map<String, String> complete(Map<String, String> data, Instant now)
      throws GeneralSecurityException {
    return GatewayKeys.complete(data, HOSTS, now);
  }

  /** Builds the Secret of versions without separate keys. */
  private static Map<String, String> oldForm() throws GeneralSecurityException {
    var created = complete(Map.of(), NOW);
    return without(created, "tls.crt", "tls.key", "signing.key");
  }

  private static Map<String, String> without(Map<String, String> data, String... keys) {
    Map<String, String> rest = new HashMap<>(data);
    rest.keySet().removeAll(List.of(keys));
    return rest;
  }

  private static String decode(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
  }
}

package ai.sympozium.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> HOSTS = List.of("gateway.svc", "gateway.svc.cluster.local");

  @Test
  void shouldBeAllowedToSignCertificatesWhenCreated() throws GeneralSecurityException {
    var certificate = CertificateAuthority.create(NOW).certificate();

    assertThat(certificate.getBasicConstraints()).isNotNegative();
    assertThat(certificate.getKeyUsage()[5]).as("keyCertSign").isTrue();
    assertThat(certificate.getNotAfter()).isEqualTo(NOW.plus(CertificateAuthority.LIFE));
  }

  @Test
  void shouldIssueACertificateForTheHosts() throws GeneralSecurityException {
    var authority = CertificateAuthority.create(NOW);

    var server = authority.issue(HOSTS, NOW).certificate();

    assertThat(server.getSubjectAlternativeNames())
        .extracting(name -> (Object) name.getLast())
        .containsExactly("gateway.svc", "gateway.svc.cluster.local");
    assertThat(server.getBasicConstraints()).as("is no authority").isNegative();
    assertThat(server.getNotAfter()).isEqualTo(NOW.plus(CertificateAuthority.SERVER_LIFE));
    assertThatCode(() -> server.verify(authority.certificate().getPublicKey()))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldIssueACertificateThatIsValidNowAndALittleEarlier() throws GeneralSecurityException {
    var server = CertificateAuthority.create(NOW).issue(HOSTS, NOW).certificate();

    assertThatCode(() -> server.checkValidity(Date.from(NOW.minus(Duration.ofMinutes(4)))))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldGiveEachCertificateItsOwnKey() throws GeneralSecurityException {
    var authority = CertificateAuthority.create(NOW);

    assertThat(List.of(authority.issue(HOSTS, NOW).key(), authority.issue(HOSTS, NOW).key()))
        .doesNotHaveDuplicates()
        .doesNotContain(authority.key());
  }

  @Test
  void shouldNotRecogniseTheCertificateOfAnotherAuthority() throws GeneralSecurityException {
    var authority = CertificateAuthority.create(NOW);

    assertThat(authority.hasIssued(authority.issue(HOSTS, NOW).certificate())).isTrue();
    assertThat(
            authority.hasIssued(CertificateAuthority.create(NOW).issue(HOSTS, NOW).certificate()))
        .isFalse();
  }
}

package ai.sympozium.operator.agentrun.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaRejectionTest {
  private static final String POD = "pods \"check-1a2b3\" is forbidden: ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exceeded quota: team, requested: pods=1, used: pods=4, limited: pods=4",
        "exceeded quota: team, requested: requests.cpu=220m, used: requests.cpu=1, limited:"
            + " requests.cpu=1",
        "exceeded quota: team, requested: limits.memory=1Gi,requests.cpu=1, used:"
            + " limits.memory=1536Mi,requests.cpu=0, limited: limits.memory=2Gi,requests.cpu=1",
        "exceeded quota: a, requested: requests.nvidia.com/gpu=1, used: requests.nvidia.com/gpu=1,"
            + " limited: requests.nvidia.com/gpu=1",
        "status unknown for quota: team, resources: pods"
      })
  void shouldWaitWhenOtherObjectsUseTheQuota(String message) {
    assertThat(QuotaRejection.of(POD + message)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exceeded quota: team, requested: requests.cpu=220m, used: requests.cpu=0, limited:"
            + " requests.cpu=50m",
        "exceeded quota: team, requested: pods=1,requests.cpu=2, used: pods=3,requests.cpu=0,"
            + " limited: pods=3,requests.cpu=1",
        "exceeded quota: team, requested: pods=1, used: pods=0, limited: pods=0",
        "exceeded quota: team, requested: pods=one, used: pods=0, limited: pods=1",
        "failed quota: team: must specify limits.cpu for: agent",
        "violates PodSecurity \"restricted:latest\"",
        ""
      })
  void shouldNotWaitWhenSpaceCannotHelp(String message) {
    assertThat(QuotaRejection.of(POD + message)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "19, 5", "60, 15", "240, 60", "86400, 60"})
  void shouldRetryMoreRarelyWhenRunHasWaitedLonger(int waited, int interval) {
    assertThat(QuotaRejection.retryAfter(Duration.ofSeconds(waited)))
        .isEqualTo(Duration.ofSeconds(interval));
  }

  @Test
  void shouldQuoteServerWhenItIsDescribed() {
    assertThat(new QuotaRejection("exceeded quota: team").describe())
        .isEqualTo("waiting until the quota has space: exceeded quota: team");
  }
}

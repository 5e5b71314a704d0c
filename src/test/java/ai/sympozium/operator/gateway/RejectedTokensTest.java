package ai.sympozium.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RejectedTokensTest {
  private static final GatewayException REASON =
      new GatewayException(ErrorCode.UNAUTHORIZED, "not valid");

  private Instant now = Instant.EPOCH;
  private final RejectedTokens rejected = new RejectedTokens(() -> now);

  @Test
  void shouldRememberRejectionOfTokenForOneAudience() {
    rejected.add("token", "audience", REASON);

    assertThat(rejected.find("token", "audience")).contains(REASON);
    assertThat(rejected.find("token", "other")).isEmpty();
    assertThat(rejected.find("other", "audience")).isEmpty();
  }

  @Test
  void shouldForgetRejectionAfterTenSeconds() {
    rejected.add("token", "audience", REASON);

    now = now.plus(Duration.ofSeconds(10));

    assertThat(rejected.find("token", "audience")).isEmpty();
  }

  @Test
  void shouldForgetOldestRejectionWhenThereAreTooMany() {
    rejected.add("token", "audience", REASON);

    IntStream.range(0, 4096).forEach(i -> rejected.add("token-" + i, "audience", REASON));

    assertThat(rejected.find("token", "audience")).isEmpty();
    assertThat(rejected.find("token-0", "audience")).contains(REASON);
  }
}

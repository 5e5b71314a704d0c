package ai.sympozium.operator.gateway.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenMemoryTest {
  private static final GatewayException REASON =
      new GatewayException(ErrorCode.UNAUTHORIZED, "not valid");

  private Instant now = Instant.EPOCH;
  private final TokenMemory<GatewayException> rejected =
      new TokenMemory<>(100, Duration.ofSeconds(10), () -> now);

  @Test
  void shouldRememberTokenForOneAudience() {
    rejected.add("token", "audience", REASON);

    assertThat(rejected.find("token", "audience")).contains(REASON);
    assertThat(rejected.find("token", "other")).isEmpty();
    assertThat(rejected.find("other", "audience")).isEmpty();
  }

  @Test
  void shouldForgetTokenAfterLifetime() {
    rejected.add("token", "audience", REASON);

    now = now.plus(Duration.ofSeconds(10));

    assertThat(rejected.find("token", "audience")).isEmpty();
  }

  @Test
  void shouldForgetOldestTokenWhenThereAreTooMany() {
    rejected.add("token", "audience", REASON);

    IntStream.range(0, 100).forEach(i -> rejected.add("token-" + i, "audience", REASON));

    assertThat(rejected.find("token", "audience")).isEmpty();
    assertThat(rejected.find("token-0", "audience")).contains(REASON);
  }
}

package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.kube.ListPageInterceptor.Pages;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ListPageInterceptorTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Pages pages = new Pages();

  @Test
  void shouldStartWithOneObjectAndGrowWhilePagesAreSmall() {
    assertThat(pages.next(false, NOW)).isEqualTo(1);
    pages.isTooLarge(10_000, 1, NOW);
    assertThat(pages.next(true, NOW)).isEqualTo(2);
    for (int i = 0; i < 10; i++) {
      pages.next(true, NOW);
    }
    assertThat(pages.next(true, NOW)).isEqualTo(250);
  }

  @Test
  void shouldShrinkWhenPageWasLarge() {
    grow(32);
    assertThat(pages.isTooLarge(1_500_000, 32, NOW)).isFalse();
    assertThat(pages.next(true, NOW)).isEqualTo(16);
  }

  @Test
  void shouldCancelPageAndReduceLimitWhenPageIsTooLarge() {
    grow(32);
    assertThat(pages.isTooLarge(2_000_000, 32, NOW)).isFalse();
    assertThat(pages.isTooLarge(4_000_000, 32, NOW)).isTrue();

    assertThat(pages.next(false, NOW)).isEqualTo(8);
    pages.isTooLarge(10_000, 8, NOW);
    assertThat(pages.next(true, NOW)).as("after a small page").isEqualTo(8);
  }

  @Test
  void shouldGrowAgainWhenPageWasTooLargeLongAgo() {
    grow(32);
    pages.isTooLarge(4_000_000, 32, NOW);

    assertThat(pages.next(false, NOW.plusSeconds(601))).isEqualTo(1);
    pages.isTooLarge(10_000, 1, NOW);
    for (int i = 0; i < 10; i++) {
      pages.next(true, NOW);
    }
    assertThat(pages.next(true, NOW)).isEqualTo(250);
  }

  /** One object alone is never too large: the informer could not start. */
  @Test
  void shouldAcceptAnySizeOfSingleObject() {
    grow(32);
    int limit = 32;
    while (limit > 1) {
      assertThat(pages.isTooLarge(9_000_000, limit, NOW)).isTrue();
      limit = pages.next(false, NOW);
    }

    assertThat(pages.isTooLarge(9_000_000, limit, NOW)).isFalse();
  }

  private void grow(int limit) {
    int next = pages.next(false, NOW);
    while (next < limit) {
      pages.isTooLarge(10_000, next, NOW);
      next = pages.next(true, NOW);
    }
  }

  @Test
  void shouldReplaceLimitOnly() {
    assertThat(
            ListPageInterceptor.withLimit(
                URI.create("https://h/api/v1/pods?labelSelector=a%3Db&limit=250&continue=e%2Ff"),
                7))
        .isEqualTo(URI.create("https://h/api/v1/pods?labelSelector=a%3Db&limit=7&continue=e%2Ff"));
  }
}

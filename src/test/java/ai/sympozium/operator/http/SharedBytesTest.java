package ai.sympozium.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedBytesTest {
  private final SharedBytes bytes = BodyKind.REPORT.newBudget();
  private final int half = 4 * 1024 * 1024;

  @Test
  void shouldKeepHalfForOthersWhenOneNamespaceHoldsAllItMay() {
    assertThat(tryHold("hostile", half)).isTrue();

    assertThat(tryHold("hostile", 1)).isFalse();
    assertThat(tryHold("other", half)).isTrue();
    assertThat(tryHold("third", 1)).isFalse();
  }

  @Test
  void shouldProvideBytesAgainWhenTheyAreReleased() {
    tryHold("one", half);
    tryHold("two", half);

    bytes.release("one", half);

    assertThat(tryHold("one", half)).isTrue();
  }

  @Test
  void shouldWaitWhenBytesAreReleasedSoon() {
    tryHold("one", half);
    Thread.ofVirtual().start(() -> bytes.release("one", half));

    assertThat(bytes.tryHold("one", half, Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void shouldHaveBudgetForTokenRequestsWhenReportsUseUpTheirs() {
    BodyBudget budget = new BodyBudget();
    budget.tryHold(BodyKind.REPORT, "hostile", half);
    budget.tryHold(BodyKind.REPORT, "other", half);

    assertThat(budget.tryHold(BodyKind.REQUEST, "hostile", BodyKind.REQUEST.maxBytes())).isTrue();
  }

  private boolean tryHold(String namespace, int count) {
    return bytes.tryHold(namespace, count, Duration.ZERO);
  }
}

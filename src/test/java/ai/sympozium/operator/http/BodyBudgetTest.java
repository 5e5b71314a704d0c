package ai.sympozium.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private static final int HALF = 4 * 1024 * 1024;

  private final BodyBudget budget = new BodyBudget();

  @Test
  void shouldHaveBudgetForTokenRequestsWhenReportsUseUpTheirs() {
    budget.tryHold(BodyKind.REPORT, "hostile", HALF);
    budget.tryHold(BodyKind.REPORT, "other", HALF);

    assertThat(budget.tryHold(BodyKind.REPORT, "third", 1)).isFalse();
    assertThat(budget.tryHold(BodyKind.REQUEST, "hostile", BodyKind.REQUEST.maxBytes())).isTrue();
  }
}

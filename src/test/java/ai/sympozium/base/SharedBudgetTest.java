package ai.sympozium.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedBudgetTest {
  private final SharedBudget budget = new SharedBudget(8, 4);

  @Test
  void shouldKeepHalfForOthersWhenOneHolderHoldsAllItMay() {
    assertThat(budget.tryHold("hostile", 4)).isTrue();

    assertThat(budget.tryHold("hostile", 1)).isFalse();
    assertThat(budget.tryHold("other", 4)).isTrue();
    assertThat(budget.tryHold("third", 1)).isFalse();
    assertThat(budget.held()).isEqualTo(8);
  }

  @Test
  void shouldProvideAmountAgainWhenItIsReleased() {
    budget.tryHold("one", 4);
    budget.tryHold("two", 4);

    budget.release("one", 4);

    assertThat(budget.tryHold("one", 4)).isTrue();
  }

  @Test
  void shouldWaitWhenAmountIsReleasedSoon() {
    budget.tryHold("one", 4);
    Thread.ofVirtual().start(() -> budget.release("one", 4));

    assertThat(budget.tryHold("one", 4, Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void shouldNotWaitLongerThanAllowed() {
    budget.tryHold("one", 4);

    assertThat(budget.tryHold("one", 1, Duration.ofMillis(10))).isFalse();
  }
}

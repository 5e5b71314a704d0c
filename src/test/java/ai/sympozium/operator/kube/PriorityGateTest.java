package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PriorityGateTest {
  private final PriorityGate precedence = new PriorityGate(2, Duration.ofMinutes(1));

  @Test
  void itIsOnWhileManyAreUrgent() {
    precedence.first(() -> {
      assertThat(precedence.isOn()).isFalse();
      precedence.first(() -> assertThat(precedence.isOn()).isTrue());
      assertThat(precedence.isOn()).isFalse();
    });
  }

  @Test
  void whatWaitsGoesOnWhenItIsOver() {
    var waiting = Thread.ofPlatform().daemon().unstarted(precedence::giveWay);
    precedence.first(() -> {
      precedence.first(() -> {
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
      });
      // One that is urgent is not many.
      await().until(() -> !waiting.isAlive());
    });
  }

  @Test
  void whatFailsIsUrgentNoMore() {
    precedence.first(() -> {
      assertThatThrownBy(() ->
              precedence.first(
                  (Runnable)
                      () -> {
                        throw new IllegalStateException("refused");
                      }))
          .hasMessage("refused");
      assertThat(precedence.isOn()).isFalse();
    });
  }

  @Test
  void nothingWaitsForEver() {
    var impatient = new PriorityGate(1, Duration.ofMillis(50));
    impatient.first(() -> {
      long before = System.nanoTime();
      impatient.giveWay();
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(Duration.ofMillis(45), Duration.ofSeconds(20));
    });
  }
}

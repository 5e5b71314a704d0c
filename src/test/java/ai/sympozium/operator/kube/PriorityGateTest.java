package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PriorityGateTest {
  private final PriorityGate gate = new PriorityGate(Duration.ofMinutes(1));

  @Test
  void shouldBeContendedUntilLastUrgentCallReturns() {
    gate.runUrgent(() -> {
      gate.runUrgent(() -> assertThat(gate.isContended()).isTrue());
      assertThat(gate.isContended()).isTrue();
    });

    assertThat(gate.isContended()).isFalse();
  }

  @Test
  void shouldReleaseWaitingCallWhenUrgentCallReturns() {
    var waiting = Thread.ofPlatform().daemon().unstarted(gate::awaitTurn);

    gate.runUrgent(() -> {
      waiting.start();
      await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    });

    await().until(() -> !waiting.isAlive());
  }

  @Test
  void shouldNotBeContendedAfterUrgentCallFailed() {
    Runnable failing =
        () -> {
          throw new IllegalStateException("refused");
        };

    assertThatThrownBy(() -> gate.runUrgent(failing)).hasMessage("refused");

    assertThat(gate.isContended()).isFalse();
  }

  @Test
  void shouldStopWaitingAfterMaxWaitWhenUrgentCallHangs() {
    var impatient = new PriorityGate(Duration.ofMillis(50));

    impatient.runUrgent(() -> {
      long before = System.nanoTime();
      impatient.awaitTurn();
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(Duration.ofMillis(45), Duration.ofSeconds(20));
    });
  }
}

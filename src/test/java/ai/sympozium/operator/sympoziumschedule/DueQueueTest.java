package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueQueueTest {
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private final DueQueue<String> queue = new DueQueue<>();

  @Test
  void shouldTakeKeysInOrderWhenTheyAreDue() {
    queue.schedule("b", NOW.plusSeconds(2));
    queue.schedule("a", NOW.plusSeconds(1));

    assertThat(queue.take(NOW)).isEmpty();
    assertThat(queue.earliest()).contains(NOW.plusSeconds(1));
    assertThat(queue.take(NOW.plusSeconds(2))).containsExactly("a", "b");
  }

  @Test
  void shouldKeepTheEarlierTime() {
    queue.schedule("a", NOW);
    queue.schedule("a", NOW.plusSeconds(60));

    assertThat(queue.take(NOW)).containsExactly("a");
  }

  @Test
  void shouldRepeatKeyThatChangesDuringItsWork() {
    queue.schedule("a", NOW);
    queue.take(NOW);
    queue.schedule("a", NOW);
    assertThat(queue.take(NOW)).isEmpty();

    queue.done("a", NOW.plusSeconds(60), NOW);

    assertThat(queue.take(NOW)).containsExactly("a");
  }
}

package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PackAbsenceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PackAbsence absence = new PackAbsence();

  @Test
  void shouldCountFromFirstAbsence() {
    absence.remaining("uid", START);

    assertThat(absence.remaining("uid", START.plusSeconds(10)))
        .isEqualTo(PackAbsence.GRACE_PERIOD.minusSeconds(10));
  }

  /** Instances without finalizers are deleted without a last reconcile. */
  @Test
  void shouldForgetOldestInstanceWhenManyWereDeleted() {
    absence.remaining("deleted", START);
    for (int i = 0; i < PackAbsence.MAX_INSTANCES; i++) {
      absence.remaining("uid-" + i, START);
    }

    Duration remaining = absence.remaining("deleted", START.plusSeconds(10));

    assertThat(remaining).isEqualTo(PackAbsence.GRACE_PERIOD);
  }
}

package ai.sympozium.operator.gateway.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class FollowedRunTest {
  private long now;
  private int reads;
  private final FollowedRun run = new FollowedRun(() -> now);

  private static StoredLog log(long last) {
    return StoredLog.EMPTY.plus(
        List.of(LogEntry.of(last, Instant.EPOCH, Kind.TEXT, 0).withPart(0, "text")));
  }

  private static RunSnapshot snapshot(String state, StoredLog log) {
    return new RunSnapshot(state, "uid", null, null, log, Optional.empty());
  }

  private RunSnapshot latest(RunSnapshot read) {
    return run.latest(
            () -> true,
            () -> {
              reads++;
              return read;
            })
        .orElseThrow();
  }

  @Test
  void shouldReadOnceWhileEntriesArriveFromOwnStore() {
    latest(snapshot("Running", log(1)));
    for (long seq = 2; seq < 10; seq++) {
      now += Duration.ofMillis(900).toNanos();
      run.stored("uid", log(seq));
      assertThat(latest(snapshot("Running", log(1))).log().last()).isEqualTo(seq);
    }

    assertThat(reads).isEqualTo(1);
  }

  @Test
  void shouldReadAgainWhenNothingArrivedForATime() {
    latest(snapshot("Running", log(1)));
    now += FollowedRun.MAX_AGE_NANOS + 1;

    assertThat(latest(snapshot("Running", log(5))).log().last()).isEqualTo(5);
  }

  @Test
  void shouldReadAgainWhenTheRunHasChanged() {
    latest(snapshot("Running", log(1)));
    run.changed();

    assertThat(latest(snapshot("Succeeded", log(1))).state()).isEqualTo("Succeeded");
  }

  /** The result of a run is reported before the last entries of its log. */
  @Test
  void shouldReadFinalRunAgainUntilItsLogIsComplete() {
    latest(snapshot("Succeeded", log(1)));
    now += FollowedRun.MAX_AGE_NANOS + 1;

    assertThat(latest(snapshot("Succeeded", complete(5))).log().last()).isEqualTo(5);
  }

  /** Runs that have changed are read before those that are only old. */
  @Test
  void shouldDistinguishChangedRunFromOldOne() {
    assertThat(run.hasChanged()).isTrue();
    latest(snapshot("Running", log(1)));
    now += FollowedRun.MAX_AGE_NANOS + 1;
    assertThat(run.hasChanged()).isFalse();

    run.changed();

    assertThat(run.hasChanged()).isTrue();
  }

  @Test
  void shouldReadDeletedRunAgainBecauseItCanBeCreatedAgain() {
    latest(RunSnapshot.ABSENT);

    assertThat(latest(snapshot("Running", log(1))).state()).isEqualTo("Running");
  }

  private static StoredLog complete(long last) {
    return log(last - 1).plus(List.of(LogEntry.of(last, Instant.EPOCH, Kind.FINISHED, 0)));
  }

  @Test
  void shouldNotReadCompleteRunAgain() {
    latest(snapshot("Succeeded", complete(2)));
    now += Duration.ofHours(1).toNanos();
    latest(snapshot("Absent", StoredLog.EMPTY));

    assertThat(reads).isEqualTo(1);
  }

  @Test
  void shouldKeepEntriesThatWereStoredDuringARead() {
    RunSnapshot shown =
        run.latest(
                () -> true,
                () -> {
                  run.stored("uid", log(7));
                  return snapshot("Running", log(3));
                })
            .orElseThrow();
    assertThat(shown.log().last()).isEqualTo(3);

    assertThat(latest(snapshot("Running", log(7))).log().last()).isEqualTo(7);
    run.stored("uid", log(6));
    assertThat(latest(snapshot("Running", log(1))).log().last()).isEqualTo(7);
  }

  @Test
  void shouldIgnoreEntriesOfAnotherRunOfTheName() {
    latest(snapshot("Running", log(1)));
    run.stored("other", log(9));

    assertThat(latest(snapshot("Running", log(2))).log().last()).isEqualTo(2);
  }

  @Test
  void shouldKnowNothingWhenItMayNotRead() {
    assertThat(run.latest(() -> false, () -> snapshot("Running", log(1)))).isEmpty();
  }

  @Test
  void shouldSignalPolls() {
    Semaphore poll = new Semaphore(0);
    run.add(poll);
    run.stored("uid", log(1));
    run.changed();
    assertThat(poll.drainPermits()).isEqualTo(2);

    run.remove(poll);
    run.changed();
    assertThat(poll.availablePermits()).isZero();
  }
}

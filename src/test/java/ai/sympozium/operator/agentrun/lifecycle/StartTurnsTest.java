package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.status.RunStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StartTurnsTest {
  private static final Duration DELAY = Duration.ofSeconds(7);

  private final List<String> acted = new CopyOnWriteArrayList<>();
  private final StartOrder order = new StartOrder(run -> true, 1, Duration.ofMillis(1));

  @Test
  void shouldDoNothingForRunOfScheduleThatIsNotRecorded() {
    UpdateControl<AgentRun> control = act(turns(true, Optional.of(DELAY)), newRun());

    assertThat(acted).isEmpty();
    assertThat(control.getScheduleDelay()).contains(DELAY.toMillis());
  }

  @Test
  void shouldDoNothingForRunOfScheduleWhileAnotherOneStarts() {
    StartTurns turns = turns(true, Optional.empty());

    order.startScheduled(
        newRun(),
        () -> {
          assertThat(act(turns, newRun()).getScheduleDelay()).isPresent();
          return UpdateControl.noUpdate();
        });

    assertThat(acted).isEmpty();
  }

  @Test
  void shouldActForRunOfScheduleWhoseTurnItIs() {
    act(turns(true, Optional.empty()), newRun());

    assertThat(acted).containsExactly("run");
  }

  @Test
  void shouldNotDelayOtherRun() {
    act(turns(false, Optional.of(DELAY)), newRun());

    assertThat(acted).containsExactly("run");
  }

  @Test
  void shouldLetRunOfScheduleWaitWhileOtherRunStarts() throws Exception {
    StartOrder patient = new StartOrder(run -> true, 1, Duration.ofDays(1));
    Thread scheduled =
        Thread.ofVirtual().unstarted(() -> act(turns(true, Optional.empty(), patient), newRun()));

    turns(false, Optional.empty(), patient)
        .act(
            RunStatus.of(newRun()),
            () -> {
              scheduled.start();
              await().until(() -> scheduled.getState() == Thread.State.TIMED_WAITING);
              assertThat(acted).isEmpty();
              return UpdateControl.noUpdate();
            });
    scheduled.join();

    assertThat(acted).containsExactly("run");
  }

  static Stream<UnaryOperator<AgentRun>> runsThatAreNotNew() {
    return Stream.of(
        run -> withStatus(run, status -> status.startedAt("2026-01-01T00:00:00Z")),
        run -> withStatus(run, status -> status.phase(AgentRunPhase.FAILED)),
        run -> {
          run.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
          return run;
        },
        run -> {
          run.addFinalizer(SympoziumLabels.RUN_FINALIZER);
          return run;
        });
  }

  /** Its permissions may have to end. */
  @ParameterizedTest
  @MethodSource("runsThatAreNotNew")
  void shouldNeverDelayRunThatIsNotNew(UnaryOperator<AgentRun> change) {
    act(turns(true, Optional.of(DELAY)), change.apply(newRun()));

    assertThat(acted).containsExactly("run");
  }

  private UpdateControl<AgentRun> act(StartTurns turns, AgentRun run) {
    return turns.act(
        RunStatus.of(run),
        () -> {
          acted.add(run.getMetadata().getName());
          return UpdateControl.noUpdate();
        });
  }

  private StartTurns turns(boolean scheduled, Optional<Duration> delay) {
    return turns(scheduled, delay, order);
  }

  private static StartTurns turns(boolean scheduled, Optional<Duration> delay, StartOrder order) {
    return new StartTurns(
        new StartGate() {
          @Override
          public boolean isScheduled(AgentRun run) {
            return scheduled;
          }

          @Override
          public Optional<Duration> delay(AgentRun run) {
            return delay;
          }

          @Override
          public Optional<Duration> deletionDelay(AgentRun run) {
            return Optional.empty();
          }
        },
        order);
  }

  private static AgentRun newRun() {
    AgentRun run = new AgentRun();
    run.setMetadata(new ObjectMetaBuilder().withName("run").withNamespace("demo").build());
    return run;
  }

  private static AgentRun withStatus(AgentRun run, UnaryOperator<AgentRunStatus.Builder> change) {
    run.setStatus(change.apply(AgentRunStatus.empty().toBuilder()).build());
    return run;
  }
}

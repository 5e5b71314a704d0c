package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.AgentRun;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LargeWorkTest {
  private static final Duration RETRY = Duration.ofSeconds(3);

  private final LargeWork work = new LargeWork(1, RETRY);

  private UpdateControl<AgentRun> done() {
    return UpdateControl.patchStatus(new AgentRun());
  }

  @Test
  void shouldRepeatReconcileWhenAnotherOneHasThePlace() {
    UpdateControl<AgentRun> outer =
        work.doOrRepeat(() -> {
          UpdateControl<AgentRun> inner = work.doOrRepeat(this::done);
          assertThat(inner.isNoUpdate()).isTrue();
          assertThat(inner.getScheduleDelay()).hasValue(RETRY.toMillis());
          return done();
        });

    assertThat(outer.isPatchStatus()).isTrue();
  }

  @Test
  void shouldFreePlaceWhenWorkFails() {
    assertThatThrownBy(() ->
            work.<AgentRun>doOrRepeat(() -> {
              throw new IllegalStateException("failed");
            }))
        .hasMessage("failed");

    assertThat(work.doOrRepeat(this::done).isPatchStatus()).isTrue();
  }
}

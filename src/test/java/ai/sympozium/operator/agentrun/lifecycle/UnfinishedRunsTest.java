package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.lifecycle.UnfinishedRuns.Unfinished;
import ai.sympozium.operator.agentrun.plan.FakeClusterReader;
import ai.sympozium.operator.agentrun.status.RunStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfinishedRunsTest {
  private final UnfinishedRuns runs = new UnfinishedRuns();
  private final AgentRun run = FakeClusterReader.run("instanceRef: bot", "task: t");

  /** The revocation of such a run would list all grant objects of the cluster for nothing. */
  @Test
  void shouldExpectNoPermissionsWhenRunHasNoSkills() {
    runs.update(RunStatus.of(run));

    assertThat(runs.find(run)).get().returns(false, Unfinished::mayHavePermissions);
  }

  @Test
  void shouldExpectPermissionsWhenRunHasFinalizer() {
    run.addFinalizer(SympoziumLabels.RUN_FINALIZER);

    runs.update(RunStatus.of(run));

    assertThat(runs.find(run)).get().returns(true, Unfinished::mayHavePermissions);
  }

  @Test
  void shouldKeepSkillsWhenAuthorChangesStartingRun() {
    runs.starting(run, List.of("reader"));

    runs.update(RunStatus.of(run));

    assertThat(runs.find(run))
        .get()
        .returns(true, Unfinished::mayHavePermissions)
        .returns(List.of("reader"), Unfinished::skills);
  }

  @Test
  void shouldForgetEarlierRunWhenRunOfSameNameExists() {
    runs.starting(run, List.of("reader"));
    run.getMetadata().setUid("another");

    runs.update(RunStatus.of(run));

    assertThat(runs.find(run)).get().returns(List.of(), Unfinished::skills);
  }

  @Test
  void shouldFindPermissionsWhenAnotherClientMadeRunFinal() {
    runs.starting(run, List.of("reader"));
    assertThat(runs.findFinal(RunStatus.of(run))).isEmpty();

    assertThat(runs.findFinal(succeeded())).get().returns(List.of("reader"), Unfinished::skills);
  }

  @Test
  void shouldFindNothingWhenOperatorMadeRunFinal() {
    runs.starting(run, List.of("reader"));

    runs.clear(run);

    assertThat(runs.findFinal(succeeded())).isEmpty();
  }

  @Test
  void shouldFindNothingWhenFinalRunHasNameOfAnother() {
    runs.starting(run, List.of("reader"));
    run.getMetadata().setUid("another");

    assertThat(runs.findFinal(succeeded())).isEmpty();
  }

  private RunStatus succeeded() {
    return new RunStatus(
        run, AgentRunStatus.empty().toBuilder().phase(AgentRunPhase.SUCCEEDED).build());
  }
}

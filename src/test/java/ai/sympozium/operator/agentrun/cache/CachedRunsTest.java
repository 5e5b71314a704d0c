package ai.sympozium.operator.agentrun.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.Manifests;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CachedRunsTest {
  private static final String LONG = "x".repeat(130_000);
  private static final int MANY = 150;

  @Test
  void shouldKeepSpecOfRunThatHasNotStarted() {
    AgentRun run = put("r", "{}");

    assertThat(CachedRuns.isReduced(run)).isFalse();
    assertThat(run.getSpec().task()).isEqualTo(LONG);
  }

  @Test
  void shouldKeepStatusButNotTaskWhenRunHasStarted() {
    AgentRun run = put("r", "{startedAt: '2026-01-01T00:00:00Z', skills: [{name: s}]}");

    assertThat(CachedRuns.isReduced(run)).isTrue();
    assertThat(run.getSpec().instanceRef()).isEqualTo("i");
    assertThat(run.getSpec().ttlSecondsAfterFinished()).isEqualTo(5);
    assertThat(run.getStatus().skills()).hasSize(1);
  }

  /** JOSDK hands a copy to the reconciler. */
  @Test
  void shouldRecognizeReducedRunWhenItWasCopiedAsJson() {
    AgentRun run = put("r", "{startedAt: '2026-01-01T00:00:00Z'}");

    assertThat(CachedRuns.isReduced(Serialization.clone(run))).isTrue();
  }

  @Test
  void shouldKeepWhatRetentionReadsWhenRunIsFinal() {
    AgentRun run =
        put(
            "r",
            "{phase: Failed, completedAt: '2026-01-01T00:00:00Z', podName: p, podUID: u, error: "
                + LONG
                + "}");

    assertThat(run.getStatus().error()).isNull();
    assertThat(run.getStatus().completedAt()).isNotNull();
    assertThat(run.getStatus().podUID()).isEqualTo("u");
    assertThat(Serialization.asJson(run)).hasSizeLessThan(1_000);
  }

  @Test
  void shouldCountArgumentsOfToolCalls() {
    var store = CachedRuns.store();
    List<AgentRun> runs = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      AgentRun run = run("r" + i, "{}");
      run.setSpec(
          Manifests.parse(
              "{instanceRef: i, task: t, toolCall: {tool: a/b, arguments: {x: "
                  + "y".repeat(60_000)
                  + "}}}",
              AgentRunSpec.class));
      store.put(store.getKey(run), run);
      runs.add(run);
    }

    assertThat(runs.stream().filter(run -> !CachedRuns.isReduced(run)).count()).isLessThan(MANY);
  }

  @Test
  void shouldReduceRunsBeyondTotalSize() {
    var store = CachedRuns.store();
    List<AgentRun> runs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      AgentRun run = run("r" + i, "{}");
      store.put(store.getKey(run), run);
      runs.add(run);
    }

    long whole = runs.stream().filter(run -> !CachedRuns.isReduced(run)).count();

    assertThat(whole)
        .isBetween(
            CachedRuns.MAX_CHARACTERS / (LONG.length() + 1000),
            CachedRuns.MAX_CHARACTERS / LONG.length());
    store.remove(store.getKey(runs.getFirst()));
    AgentRun next = run("next", "{}");
    store.put(store.getKey(next), next);
    assertThat(CachedRuns.isReduced(next)).as("after a removal").isFalse();
  }

  @Test
  void shouldReduceRunWhenItsLabelsExceedTotalSize() {
    AgentRun run = run("r", "{}");
    run.getMetadata().setLabels(Map.of("a", "x".repeat((int) CachedRuns.MAX_CHARACTERS)));
    var store = CachedRuns.store();

    store.put(store.getKey(run), run);

    assertThat(CachedRuns.isReduced(run)).isTrue();
  }

  @Test
  void shouldNotCountLabelsOfRunThatHasStarted() {
    var store = CachedRuns.store();
    AgentRun started = run("started", "{startedAt: '2026-01-01T00:00:00Z'}");
    started.getMetadata().setLabels(Map.of("a", "x".repeat((int) CachedRuns.MAX_CHARACTERS - 10)));
    store.put(store.getKey(started), started);
    AgentRun run = run("new", "{}");

    store.put(store.getKey(run), run);

    assertThat(CachedRuns.isReduced(run)).isFalse();
  }

  private static AgentRun put(String name, String status) {
    var store = CachedRuns.store();
    AgentRun run = run(name, status);
    store.put(store.getKey(run), run);
    return run;
  }

  private static AgentRun run(String name, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata:
          name: %s
          namespace: n
          uid: u
        spec: {instanceRef: i, task: %s, ttlSecondsAfterFinished: 5}
        status: %s
        """
            .formatted(name, LONG, status),
        AgentRun.class);
  }
}

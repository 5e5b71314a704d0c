package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import org.junit.jupiter.api.Test;

class RunValuesTest {
  private static final long HALF = RunValues.MAX_CHARACTERS / 2;

  private final RunValues<String> cache = new RunValues<>();

  @Test
  void shouldDropValueThatWasNotUsedForLongestWhenSizeIsExceeded() {
    cache.put(run("a"), "value", HALF);
    cache.put(run("b"), "value", HALF);
    assertThat(cache.get(run("a"))).isPresent();

    cache.put(run("c"), "value", HALF);

    assertThat(cache.get(run("a"))).isPresent();
    assertThat(cache.get(run("b"))).isEmpty();
    assertThat(cache.get(run("c"))).isPresent();
  }

  @Test
  void shouldHaveSpaceAgainWhenValuesAreCleared() {
    for (int i = 0; i < 10; i++) {
      cache.put(run("a"), "value", HALF);
      cache.put(run("b"), "value", HALF);
      assertThat(cache.get(run("a"))).isPresent();
      cache.clear(run("a"));
      cache.clear(run("b"));
    }
    assertThat(cache.get(run("a"))).isEmpty();
  }

  private static AgentRun run(String uid) {
    AgentRun run = new AgentRun();
    run.getMetadata().setUid(uid);
    return run;
  }
}

package ai.sympozium.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FollowedRunsTest {
  private final FollowedRuns runs = new FollowedRuns(() -> 0);

  private FollowedRun follow(String name, String message) {
    FollowedRun run = runs.follow("demo", name);
    run.latest(
        () -> true,
        () -> new RunSnapshot("Running", "uid", null, message, StoredLog.EMPTY, Optional.empty()));
    return run;
  }

  @Test
  void shouldRememberRunsOfUsualSize() {
    FollowedRun first = follow("first", "waits");
    IntStream.range(1, FollowedRuns.MAX_RUNS).forEach(i -> follow("run-" + i, "waits"));

    assertThat(runs.follow("demo", "first")).isSameAs(first);
  }

  @Test
  void shouldForgetOldestRunsWhenTheyAreLarge() {
    String large = "x".repeat(200_000);
    FollowedRun first = follow("first", large);
    for (int i = 0; i < FollowedRuns.MAX_CHARACTERS / large.length(); i++) {
      follow("run-" + i, large);
    }
    FollowedRun last = follow("last", large);

    assertThat(runs.follow("demo", "last")).isSameAs(last);
    assertThat(runs.follow("demo", "first")).isNotSameAs(first);
  }
}

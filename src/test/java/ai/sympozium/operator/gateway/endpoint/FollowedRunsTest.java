package ai.sympozium.operator.gateway.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FollowedRunsTest {
  private final FollowedRuns runs = new FollowedRuns(() -> 0);

  private FollowedRun known(String name) {
    return Objects.requireNonNull(runs.follow("demo", List.of(name)).get(name));
  }

  private FollowedRun follow(String name, String message) {
    FollowedRun run = known(name);
    run.latest(
        () -> true,
        () -> new RunSnapshot("Running", "uid", null, message, StoredLog.EMPTY, Optional.empty()));
    return run;
  }

  @Test
  void shouldRememberRunsOfUsualSize() {
    FollowedRun first = follow("first", "waits");
    IntStream.range(1, FollowedRuns.MAX_RUNS).forEach(i -> follow("run-" + i, "waits"));

    assertThat(known("first")).isSameAs(first);
  }

  @Test
  void shouldForgetOldestRunsWhenTheyAreLarge() {
    String large = "x".repeat(200_000);
    FollowedRun first = follow("first", large);
    for (int i = 0; i < FollowedRuns.MAX_CHARACTERS / large.length(); i++) {
      follow("run-" + i, large);
    }
    FollowedRun last = follow("last", large);

    assertThat(known("last")).isSameAs(last);
    assertThat(known("first")).isNotSameAs(first);
  }
}

package ai.sympozium.endpoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Follows more runs than the requests to the gateway can contain. */
class LogPollerTest {
  private static final int RUNS = 4 * EndpointContract.MAX_RUNS + 1;

  private final Set<String> requested = ConcurrentHashMap.newKeySet();
  private final Set<Long> waits = ConcurrentHashMap.newKeySet();
  private final Semaphore answers = new Semaphore(0);
  private final LogPoller poller = new LogPoller(this::post);

  @Test
  void shouldRequestAllRunsInTurn() {
    var runs =
        IntStream.range(0, RUNS)
            .mapToObj(i ->
                new FollowedRun("bot-web-" + i, poller, Duration.ofMinutes(1), System::nanoTime))
            .toList();
    runs.forEach(poller::add);

    // The first two requests can have been sent before the other runs were added.
    answers.release(2 + Math.ceilDiv(RUNS, EndpointContract.MAX_RUNS));

    await().untilAsserted(() -> assertThat(requested).hasSize(RUNS));
    assertThat(waits).contains(100L);
    runs.forEach(FollowedRun::close);
    answers.release(4);
  }

  private ObjectNode post(String path, ObjectNode body) throws InterruptedException {
    var runs = body.path(EndpointContract.RUNS);
    assertThat(runs.size()).isLessThanOrEqualTo(EndpointContract.MAX_RUNS);
    requested.addAll(runs.findValuesAsText(EndpointContract.NAME));
    waits.add(body.path(EndpointContract.WAIT_MILLIS).asLong());
    answers.acquire();
    return JsonTrees.object();
  }

  @Test
  void shouldSendFewerRequestsWhenThereAreManyRuns() {
    assertThat(LogPoller.interval(1)).isEqualTo(Duration.ofMillis(4));
    assertThat(LogPoller.interval(100)).isEqualTo(Duration.ofMillis(10));
  }
}

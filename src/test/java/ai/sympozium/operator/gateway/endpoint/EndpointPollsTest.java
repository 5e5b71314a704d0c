package ai.sympozium.operator.gateway.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.AgentResult.Metrics;
import ai.sympozium.operator.gateway.authentication.EndpointPod;
import ai.sympozium.operator.gateway.endpoint.EndpointPolls.Known;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reads of the API server that polls of two instances cause. */
class EndpointPollsTest {
  private static final EndpointPod BUSY = new EndpointPod("demo", "busy", "uid-busy", "pod-1");
  private static final EndpointPod QUIET = new EndpointPod("demo", "quiet", "uid-quiet", "pod-2");

  private final Map<String, Integer> reads = new ConcurrentHashMap<>();
  private final EndpointPolls polls =
      new EndpointPolls(new FollowedRuns(() -> 0), this::read, new SimpleMeterRegistry(), () -> 0);

  private RunSnapshot read(EndpointPod endpoint, String name) {
    reads.merge(endpoint.instance(), 1, Integer::sum);
    return RunSnapshot.ABSENT;
  }

  @Test
  void shouldReadRunsOfQuietInstanceWhenBusyOneHasUsedUpItsReads() throws InterruptedException {
    poll(BUSY, 250);
    poll(BUSY, 250);

    poll(QUIET, 50);

    assertThat(reads).containsEntry("quiet", 50);
  }

  /** The share of an instance has 100 reads at once, and the rest 100 for all. */
  @Test
  void shouldReadMoreThanItsShareWhenOthersNeedNothing() throws InterruptedException {
    poll(BUSY, 250);

    assertThat(reads.get("busy")).isEqualTo(200);
  }

  /** Polls of a second instance above its share find that the rest is used up. */
  @Test
  void shouldLimitReadsAboveTheSharesOfAllInstancesTogether() throws InterruptedException {
    poll(BUSY, 250);

    poll(QUIET, 200);

    assertThat(reads.get("quiet")).isEqualTo(100);
  }

  /** A client reads a response of 1 MiB. The other runs are in the next one. */
  @Test
  void shouldCountEveryMemberOfAResponse() throws InterruptedException {
    String text = "x".repeat(60_000);
    RunSnapshot large =
        new RunSnapshot(
            "Failed",
            "uid",
            text,
            text,
            StoredLog.EMPTY,
            Optional.of(new AgentResult(text, text, new Metrics(0, 0, 0, 0))));
    var answers =
        new EndpointPolls(
            new FollowedRuns(() -> 0), (pod, name) -> large, new SimpleMeterRegistry(), () -> 0);
    var known =
        IntStream.range(0, 20).mapToObj(number -> new Known("busy-" + number, 0, "")).toList();

    var news = answers.await(BUSY, known, Duration.ZERO);

    assertThat(news.toString()).hasSizeBetween(200_000, 512 * 1024);
  }

  private void poll(EndpointPod endpoint, int runs) throws InterruptedException {
    var known =
        IntStream.range(0, runs)
            .mapToObj(number -> new Known(endpoint.instance() + number, 0, ""))
            .toList();
    assertThat(polls.await(endpoint, known, Duration.ZERO)).hasSizeLessThanOrEqualTo(runs);
  }
}

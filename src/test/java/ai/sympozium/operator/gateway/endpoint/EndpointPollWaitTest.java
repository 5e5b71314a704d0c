package ai.sympozium.operator.gateway.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.gateway.authentication.EndpointPod;
import ai.sympozium.operator.gateway.endpoint.EndpointPolls.Known;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Polls that wait, by a clock that stands still: no poll reads a run because its state is old. */
class EndpointPollWaitTest {
  private static final EndpointPod POD = new EndpointPod("demo", "bot", "uid-bot", "pod-1");
  private static final String RUN = "bot-web-0123456789abcdef";

  private final FollowedRuns followed = new FollowedRuns(() -> 0);
  private final AtomicInteger reads = new AtomicInteger();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final EndpointPolls polls =
      new EndpointPolls(followed, this::read, new SimpleMeterRegistry(), () -> 0);
  private volatile String state = "Running";

  private RunSnapshot read(EndpointPod endpoint, String name) {
    reads.incrementAndGet();
    return new RunSnapshot(state, "uid-1", null, null, StoredLog.EMPTY, Optional.empty());
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (var thread : threads) {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void shouldAnswerOpenPollWhenTheRunChanges() {
    var poll = open();
    awaitOpen(1);
    assertThat(reads).hasValue(1);

    change("Failed");

    assertThat(poll)
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(
            answer -> assertThat(answer.findValuesAsText("state")).containsExactly("Failed"));
    assertThat(reads).hasValue(2);
  }

  @Test
  void shouldLimitOpenPollsOfAnEndpoint() {
    for (int i = 0; i < EndpointPolls.MAX_OF_ENDPOINT; i++) {
      open();
    }
    awaitOpen(EndpointPolls.MAX_OF_ENDPOINT);

    assertThatThrownBy(() -> poll(Duration.ZERO))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
  }

  @Test
  void shouldAcceptFurtherPollWhenAnotherIsAnswered() throws Exception {
    for (int i = 0; i < EndpointPolls.MAX_OF_ENDPOINT; i++) {
      open();
    }
    awaitOpen(EndpointPolls.MAX_OF_ENDPOINT);

    change("Failed");
    await().until(() -> threads.stream().noneMatch(Thread::isAlive));

    assertThat(poll(Duration.ZERO).findValuesAsText("state")).containsExactly("Failed");
  }

  private void change(String changed) {
    state = changed;
    var run = new AgentRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace("demo").withName(RUN).build());
    followed.changed(run);
  }

  private CompletableFuture<ArrayNode> open() {
    var answer = new CompletableFuture<ArrayNode>();
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                answer.complete(poll(Duration.ofHours(1)));
              } catch (InterruptedException e) {
                answer.cancel(false);
              }
            }));
    return answer;
  }

  private ArrayNode poll(Duration time) throws InterruptedException {
    return polls.await(POD, List.of(new Known(RUN, 0, "Running")), time);
  }

  private void awaitOpen(int number) {
    await()
        .until(() ->
            threads.stream().filter(t -> t.getState() == Thread.State.TIMED_WAITING).count()
                == number);
  }
}

package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.FaultRule;
import ai.sympozium.integration.proxy.ProxiedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests an operator that receives no events, receives them late, or cannot reach the API server.
 */
@ControlPlaneTest
class WatchFailureIT {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /** A watch without events is restarted after this time. */
  private static final Duration SILENCE = Duration.ofSeconds(90);

  @RegisterExtension
  static final ProxiedOperators OPERATORS = new ProxiedOperators("watch-failure");

  private OperatorProcess operator;

  @BeforeEach
  void useLeader() {
    operator = OPERATORS.leader();
  }

  @Test
  void shouldCompleteRunWhenWatchesAreCutRepeatedly() {
    String run = run("quick");
    int before = watches();
    long begun = System.nanoTime();
    await("cuts")
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          OPERATORS.proxy().cutWatches();
          return System.nanoTime() - begun > Duration.ofSeconds(10).toNanos();
        });
    int kinds = (int) allWatches().map(ProxiedRequest::path).distinct().count();
    assertThat(watches() - before).as("watches in 10 s of %d kinds", kinds).isLessThan(kinds * 20);
    verify(run, RECOVERY);
  }

  @Test
  void shouldListAgainWhenWatchesExpire() {
    int before = OPERATORS.proxy().calls().size();
    OPERATORS.proxy().rule(call -> call.isWatch() ? FaultAction.fails(410) : FaultAction.PASSES);
    OPERATORS.proxy().expireWatches();
    String run = run("quick");
    await("runs are listed anew")
        .atMost(RECOVERY)
        .until(() ->
            OPERATORS.proxy().calls().stream()
                .skip(before)
                .anyMatch(call -> !call.isWatch() && call.path().endsWith("/agentruns")));
    OPERATORS.proxy().rule(FaultRule.NONE);
    verify(run, RECOVERY);
    assertThat(OPERATORS.proxy().calls().size() - before).as("calls").isLessThan(600);
  }

  @Test
  void shouldCompleteRunsWhenPodEventsAreLate() {
    OPERATORS
        .proxy()
        .rule(
            new FaultRule() {
              @Override
              public FaultAction fate(ProxiedRequest call) {
                return FaultAction.PASSES;
              }

              @Override
              public Optional<Duration> lateness(ProxiedRequest watch, String event) {
                return Optional.of(
                    watch.path().endsWith("/pods") ? Duration.ofSeconds(3) : Duration.ZERO);
              }
            });
    List<String> runs = List.of(run("quick"), run("quick"), run("quick"));
    runs.forEach(run -> verify(run, Duration.ofSeconds(60)));
  }

  /** The connections stay open without data, as after a power failure of the peer. */
  @Test
  void shouldCompleteRunsWhenWatchesAreSilent() {
    String atWork = run("waiting");
    String pod = RunWaits.await(OPERATORS.namespace(), atWork, "tool");
    List<ProxiedRequest> dead = allWatches().toList();
    OPERATORS
        .proxy()
        .rule(
            new FaultRule() {
              @Override
              public FaultAction fate(ProxiedRequest call) {
                return FaultAction.PASSES;
              }

              @Override
              public Optional<Duration> lateness(ProxiedRequest watch, String event) {
                return dead.stream().anyMatch(w -> w == watch)
                    ? Optional.empty()
                    : Optional.of(Duration.ZERO);
              }
            });
    String unseen = run("quick");
    RunWaits.release(OPERATORS.namespace(), pod);

    verify(atWork, RECOVERY);
    verify(unseen, SILENCE.plus(RECOVERY));
  }

  /** The lease is lost meanwhile, and the kubelet restarts the container. */
  @Test
  void shouldContinueWhenApiServerReturns() {
    String atWork = run("waiting");
    String pod = RunWaits.await(OPERATORS.namespace(), atWork, "tool");
    OPERATORS.proxy().rule(call -> new FaultAction.IsCut(false));
    RunWaits.release(OPERATORS.namespace(), pod);
    operator.awaitEnd();
    operator = OPERATORS.restartWithoutWaiting();
    String unseen = run("quick");
    await("an operator that waits for the API server")
        .during(Duration.ofSeconds(12))
        .atMost(Duration.ofSeconds(15))
        .until(() -> operator.isAlive());
    assertThat(TestCluster.get(OPERATORS.namespace(), atWork).getFinalizers()).isNotEmpty();

    OPERATORS.proxy().rule(FaultRule.NONE);
    verify(atWork, RECOVERY);
    verify(unseen, RECOVERY);
  }

  private static Stream<ProxiedRequest> allWatches() {
    return OPERATORS.proxy().calls().stream().filter(ProxiedRequest::isWatch);
  }

  private static int watches() {
    return (int) allWatches().count();
  }

  private static String run(String instance) {
    String name = "r" + UUID.randomUUID().toString().substring(0, 8);
    TestCluster.run(OPERATORS.namespace(), name, instance);
    return name;
  }

  private static void verify(String run, Duration within) {
    await("end of " + run)
        .atMost(within)
        .ignoreExceptions()
        .until(() ->
            OPERATORS.history().isOver(OPERATORS.history().uid(run))
                && TestCluster.get(OPERATORS.namespace(), run).getFinalizers().isEmpty());
    AgentRunStatus status = TestCluster.status(OPERATORS.namespace(), run);
    assertThatStatus(status).hasSucceeded();
    String uid = OPERATORS.history().uid(run);
    assertThat(TestCluster.grants(uid)).as("permissions left").isEmpty();
    assertThat(OPERATORS.history().permissionsBeyond(uid))
        .as("permissions beyond the end")
        .isEmpty();
    assertThat(OPERATORS.history().leftItsEnd(uid)).as("left its end").isFalse();
    assertThat(OPERATORS.history().made(uid, "Pod", "")).as("pods").isOne();
    assertThat(OPERATORS.history().made(uid, "ConfigMap", "-plan")).as("plans").isOne();
  }
}

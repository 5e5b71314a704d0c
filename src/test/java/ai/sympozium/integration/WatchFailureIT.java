package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.FaultRule;
import ai.sympozium.integration.proxy.ProxiedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator that hears nothing, hears it late, or can't reach the API server at all. */
class WatchFailureIT {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /** After this long without a word a watch is begun anew. */
  private static final Duration SILENCE = Duration.ofSeconds(90);

  private static String namespace = "";
  private static OutOfClusterOperator outside;
  private static ResourceHistory chronicle;
  private OperatorProcess operator;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("disconnected");
    FaultTestFixtures.set(namespace);
    outside = new OutOfClusterOperator();
    chronicle = new ResourceHistory(namespace);
  }

  @AfterAll
  static void restore() {
    chronicle.close();
    outside.close();
    TestCluster.deleteNamespace(namespace);
  }

  @BeforeEach
  void start() {
    operator = outside.lead();
  }

  @AfterEach
  void stop() {
    operator.close();
    outside.proxy().rule(FaultRule.NONE);
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
          outside.proxy().cutWatches();
          return System.nanoTime() - begun > Duration.ofSeconds(10).toNanos();
        });
    int kinds = (int) allWatches().map(ProxiedRequest::path).distinct().count();
    assertThat(watches() - before).as("watches in 10 s of %d kinds", kinds).isLessThan(kinds * 20);
    verify(run, RECOVERY);
  }

  @Test
  void shouldListAgainWhenWatchesExpire() {
    int before = outside.proxy().calls().size();
    outside.proxy().rule(call -> call.isWatch() ? FaultAction.fails(410) : FaultAction.PASSES);
    outside.proxy().expireWatches();
    String run = run("quick");
    await("runs are listed anew")
        .atMost(RECOVERY)
        .until(() ->
            outside.proxy().calls().stream()
                .skip(before)
                .anyMatch(call -> !call.isWatch() && call.path().endsWith("/agentruns")));
    outside.proxy().rule(FaultRule.NONE);
    verify(run, RECOVERY);
    assertThat(outside.proxy().calls().size() - before).as("calls").isLessThan(600);
  }

  @Test
  void shouldCompleteRunsWhenPodEventsAreLate() {
    outside
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

  /** The connections stay open and nothing comes, as when the other end has lost its power. */
  @Test
  void shouldCompleteRunsWhenWatchesAreSilent() {
    String atWork = run("waiting");
    String pod = RunWaits.await(namespace, atWork, "tool");
    List<ProxiedRequest> dead = allWatches().toList();
    outside
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
    RunWaits.release(namespace, pod);

    verify(atWork, RECOVERY);
    verify(unseen, SILENCE.plus(RECOVERY));
  }

  /** The lease is lost on the way; the kubelet starts a container that has ended again. */
  @Test
  void shouldContinueWhenApiServerReturns() {
    String atWork = run("waiting");
    String pod = RunWaits.await(namespace, atWork, "tool");
    outside.proxy().rule(call -> new FaultAction.IsCut(false));
    RunWaits.release(namespace, pod);
    operator.awaitEnd();
    operator = OperatorProcess.start(outside.proxy().url(), Map.of());
    String unseen = run("quick");
    await("an operator that waits for the API server")
        .during(Duration.ofSeconds(12))
        .atMost(Duration.ofSeconds(15))
        .until(() -> operator.isAlive());
    assertThat(TestCluster.get(namespace, atWork).getFinalizers()).isNotEmpty();

    outside.proxy().rule(FaultRule.NONE);
    verify(atWork, RECOVERY);
    verify(unseen, RECOVERY);
  }

  private static Stream<ProxiedRequest> allWatches() {
    return outside.proxy().calls().stream().filter(ProxiedRequest::isWatch);
  }

  private static int watches() {
    return (int) allWatches().count();
  }

  private static String run(String instance) {
    String name = "r" + UUID.randomUUID().toString().substring(0, 8);
    TestCluster.run(namespace, name, instance);
    return name;
  }

  private static void verify(String run, Duration within) {
    await("end of " + run)
        .atMost(within)
        .ignoreExceptions()
        .until(() ->
            chronicle.isOver(chronicle.uid(run))
                && TestCluster.get(namespace, run).getFinalizers().isEmpty());
    AgentRunStatus status = TestCluster.status(namespace, run);
    assertThat(status.phase()).as("%s", status).isEqualTo(AgentRunPhase.SUCCEEDED);
    String uid = chronicle.uid(run);
    assertThat(TestCluster.grants(uid)).as("rights left").isEmpty();
    assertThat(chronicle.rightsBeyond(uid)).as("rights beyond the end").isEmpty();
    assertThat(chronicle.leftItsEnd(uid)).as("left its end").isFalse();
    assertThat(chronicle.made(uid, "Pod", "")).as("pods").isOne();
    assertThat(chronicle.made(uid, "ConfigMap", "-plan")).as("plans").isOne();
  }
}

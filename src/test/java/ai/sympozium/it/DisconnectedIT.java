package ai.sympozium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.Phase;
import ai.sympozium.it.proxy.Call;
import ai.sympozium.it.proxy.Fate;
import ai.sympozium.it.proxy.Rule;
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
class DisconnectedIT {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /** After this long without a word a watch is begun anew. */
  private static final Duration SILENCE = Duration.ofSeconds(90);

  private static String namespace = "";
  private static Outside outside;
  private static Chronicle chronicle;
  private OutsideOperator operator;

  @BeforeAll
  static void prepare() {
    namespace = Ground.namespace("disconnected");
    Stage.set(namespace);
    outside = new Outside();
    chronicle = new Chronicle(namespace);
  }

  @AfterAll
  static void restore() {
    chronicle.close();
    outside.close();
    Ground.deleteNamespace(namespace);
  }

  @BeforeEach
  void start() {
    operator = outside.lead();
  }

  @AfterEach
  void stop() {
    operator.close();
    outside.proxy().rule(Rule.NONE);
  }

  @Test
  void watchesThatAreCutAgainAndAgain() {
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
    int kinds = (int) allWatches().map(Call::path).distinct().count();
    assertThat(watches() - before).as("watches in 10 s of %d kinds", kinds).isLessThan(kinds * 20);
    verify(run, RECOVERY);
  }

  @Test
  void watchesThatAreTooOld() {
    int before = outside.proxy().calls().size();
    outside.proxy().rule(call -> call.isWatch() ? Fate.fails(410) : Fate.PASSES);
    outside.proxy().expireWatches();
    String run = run("quick");
    await("runs are listed anew")
        .atMost(RECOVERY)
        .until(() ->
            outside.proxy().calls().stream()
                .skip(before)
                .anyMatch(call -> !call.isWatch() && call.path().endsWith("/agentruns")));
    outside.proxy().rule(Rule.NONE);
    verify(run, RECOVERY);
    assertThat(outside.proxy().calls().size() - before).as("calls").isLessThan(600);
  }

  @Test
  void newsOfPodsThatComesLate() {
    outside
        .proxy()
        .rule(
            new Rule() {
              @Override
              public Fate fate(Call call) {
                return Fate.PASSES;
              }

              @Override
              public Optional<Duration> lateness(Call watch, String event) {
                return Optional.of(
                    watch.path().endsWith("/pods") ? Duration.ofSeconds(3) : Duration.ZERO);
              }
            });
    List<String> runs = List.of(run("quick"), run("quick"), run("quick"));
    runs.forEach(run -> verify(run, Duration.ofSeconds(60)));
  }

  /** The connections stay open and nothing comes, as when the other end has lost its power. */
  @Test
  void watchesThatAreDead() {
    String atWork = run("waiting");
    String pod = Running.await(namespace, atWork, "tool");
    List<Call> dead = allWatches().toList();
    outside
        .proxy()
        .rule(
            new Rule() {
              @Override
              public Fate fate(Call call) {
                return Fate.PASSES;
              }

              @Override
              public Optional<Duration> lateness(Call watch, String event) {
                return dead.stream().anyMatch(w -> w == watch)
                    ? Optional.empty()
                    : Optional.of(Duration.ZERO);
              }
            });
    String unseen = run("quick");
    Ground.exec(namespace, pod, "agent", "touch", "/workspace/go");

    verify(atWork, RECOVERY);
    verify(unseen, SILENCE.plus(RECOVERY));
  }

  /** The lease is lost on the way; the kubelet starts a container that has ended again. */
  @Test
  void anApiServerThatIsAway() {
    String atWork = run("waiting");
    String pod = Running.await(namespace, atWork, "tool");
    outside.proxy().rule(call -> new Fate.IsCut(false));
    Ground.exec(namespace, pod, "agent", "touch", "/workspace/go");
    operator.awaitEnd();
    operator = OutsideOperator.start(outside.proxy().url(), Map.of());
    String unseen = run("quick");
    await("an operator that waits for the API server")
        .during(Duration.ofSeconds(12))
        .atMost(Duration.ofSeconds(15))
        .until(() -> operator.isAlive());
    assertThat(Ground.get(namespace, atWork).getFinalizers()).isNotEmpty();

    outside.proxy().rule(Rule.NONE);
    verify(atWork, RECOVERY);
    verify(unseen, RECOVERY);
  }

  private static Stream<Call> allWatches() {
    return outside.proxy().calls().stream().filter(Call::isWatch);
  }

  private static int watches() {
    return (int) allWatches().count();
  }

  private static String run(String instance) {
    String name = "r" + UUID.randomUUID().toString().substring(0, 8);
    Ground.run(namespace, name, instance);
    return name;
  }

  private static void verify(String run, Duration within) {
    await("end of " + run)
        .atMost(within)
        .ignoreExceptions()
        .until(() ->
            chronicle.isOver(chronicle.uid(run))
                && Ground.get(namespace, run).getFinalizers().isEmpty());
    AgentRunStatus status = Ground.status(namespace, run);
    assertThat(status.phase()).as("%s", status).isEqualTo(Phase.SUCCEEDED);
    String uid = chronicle.uid(run);
    assertThat(Ground.grants(uid)).as("rights left").isEmpty();
    assertThat(chronicle.rightsBeyond(uid)).as("rights beyond the end").isEmpty();
    assertThat(chronicle.leftItsEnd(uid)).as("left its end").isFalse();
    assertThat(chronicle.made(uid, "Pod", "")).as("pods").isOne();
    assertThat(chronicle.made(uid, "ConfigMap", "-plan")).as("plans").isOne();
  }
}

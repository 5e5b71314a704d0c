package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.crash.CrashPoint;
import ai.sympozium.integration.crash.WriteTrap;
import ai.sympozium.integration.crash.WriteTraps;
import ai.sympozium.integration.proxy.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kills the operator before and after each of its writes. An undisturbed run shows the writes. One
 * kill meets many runs, each at another write. The lease of a killed operator is deleted: the
 * subject is the state that it leaves behind.
 */
@ControlPlaneTest
class CrashIT {
  /** Each run at its write keeps one of the operator's 100 threads and 96 connections. */
  private static final int MAX_RUNS_PER_KILL = 80;

  @RegisterExtension static final ProxiedOperators OPERATORS = new ProxiedOperators("crash");

  private TestReporter reporter;

  @BeforeEach
  void useReporter(TestReporter reporter) {
    this.reporter = reporter;
  }

  @Test
  void shouldCompleteRunWhenOperatorDiesAtAnyWrite() {
    killAtEveryWrite(
        new CrashScenario(
            run -> {},
            run -> true,
            run -> TestCluster.run(namespace(), run, "quick"),
            CrashIT::isFinal,
            write -> false,
            (run, uid, softly) -> {
              AgentRunStatus status = TestCluster.status(namespace(), run);
              softly.assertThat(status.error()).as("error").isNull();
              softly.assertThat(status.phase()).as("phase").isEqualTo(AgentRunPhase.SUCCEEDED);
              softly.assertThat(status.result()).as("result").isEqualTo("done");
              softly
                  .assertThat(status.skills())
                  .as("skills")
                  .singleElement()
                  .satisfies(s -> assertThat(s.revokedAt()).isNotNull());
              requireCreated(uid, 1, softly);
              softly
                  .assertThat(OPERATORS.history().made(uid, "ConfigMap", "-plan"))
                  .as("plans")
                  .isOne();
            }));
  }

  @Test
  void shouldDeleteRunWhenOperatorDiesAtAnyWrite() {
    killAtEveryWrite(
        new CrashScenario(
            run -> TestCluster.run(namespace(), run, "waiting"),
            run -> !RunWaits.await(namespace(), run, "tool").isEmpty(),
            run ->
                TestCluster.ADMIN
                    .resources(AgentRun.class)
                    .inNamespace(namespace())
                    .withName(run)
                    .delete(),
            run ->
                TestCluster.ADMIN
                        .resources(AgentRun.class)
                        .inNamespace(namespace())
                        .withName(run)
                        .get()
                    == null,
            // The bridge reports the transcript while the operator deletes the run.
            "POST configmaps"::equals,
            (run, uid, softly) -> requireCreated(uid, 1, softly)));
  }

  @Test
  void shouldRefuseRunWhenOperatorDiesAtAnyWrite() {
    killAtEveryWrite(
        new CrashScenario(
            run -> {},
            run -> true,
            run -> TestCluster.run(namespace(), run, "nobody"),
            CrashIT::isFinal,
            write -> false,
            (run, uid, softly) -> {
              AgentRunStatus status = TestCluster.status(namespace(), run);
              softly.assertThat(status.phase()).as("phase").isEqualTo(AgentRunPhase.FAILED);
              softly.assertThat(status.error()).as("error").contains("spec.instanceRef");
              requireCreated(uid, 0, softly);
            }));
  }

  private static String namespace() {
    return OPERATORS.namespace();
  }

  private static void requireCreated(String uid, long count, SoftAssertions softly) {
    for (String kind : List.of("Pod", "ServiceAccount")) {
      softly
          .assertThat(OPERATORS.history().made(uid, kind, ""))
          .as("created objects of kind " + kind)
          .isEqualTo(count);
    }
  }

  private static boolean isFinal(String run) {
    AgentRun now = TestCluster.get(namespace(), run);
    return now.getStatus() != null
        && now.getStatus().phase() != null
        && now.getStatus().phase().isFinal()
        && now.getFinalizers().isEmpty();
  }

  private void killAtEveryWrite(CrashScenario scenario) {
    List<WriteTrap> traps;
    try (OperatorProcess killed = OPERATORS.startPatient()) {
      traps =
          undisturbedWrites(scenario).stream()
              .flatMap(
                  write -> Stream.of(new CrashPoint(write, true), new CrashPoint(write, false)))
              .map(WriteTrap::at)
              .toList();
      assertThat(traps).hasSizeLessThanOrEqualTo(MAX_RUNS_PER_KILL);
      holdAtWrites(scenario, traps);
      OPERATORS.proxy().freeze();
      killed.kill();
    } finally {
      OPERATORS.proxy().rule(FaultRule.NONE);
      OPERATORS.proxy().thaw();
    }
    recover(scenario, traps);
  }

  private static List<String> undisturbedWrites(CrashScenario scenario) {
    WriteTrap trap = WriteTrap.recordOnly();
    OPERATORS.proxy().rule(new WriteTraps(List.of(trap)));
    begin(scenario, List.of(trap));
    await("end of the undisturbed run")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> scenario.isOver().test(trap.run()));
    await("its last event").during(Duration.ofSeconds(1)).until(trap::writes, isStable());
    assertThat(trap.writes()).isNotEmpty();
    return trap.writes();
  }

  /** Returns a condition that is met by a value equal to the one before. */
  private static Predicate<List<String>> isStable() {
    AtomicReference<List<String>> before = new AtomicReference<>(List.of());
    return now -> now.equals(before.getAndSet(now));
  }

  private static void holdAtWrites(CrashScenario scenario, List<WriteTrap> traps) {
    OPERATORS.proxy().rule(new WriteTraps(traps));
    begin(scenario, traps);
    traps.forEach(trap -> awaitReached(trap, scenario));
  }

  private static void begin(CrashScenario scenario, List<WriteTrap> traps) {
    traps.forEach(trap -> scenario.prepare().accept(trap.run()));
    await("prepared runs")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> traps.stream().allMatch(trap -> scenario.isPrepared().test(trap.run())));
    traps.forEach(WriteTrap::arm);
    traps.forEach(trap -> scenario.begin().accept(trap.run()));
  }

  private static void awaitReached(WriteTrap trap, CrashScenario scenario) {
    try {
      await(trap.toString())
          .atMost(TestCluster.TIMEOUT)
          .until(() ->
              trap.isReached()
                  || (trap.mayBeSkipped(scenario.mayBeMissing())
                      && scenario.isOver().test(trap.run())));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(trap + " is not reached, writes so far: " + trap.writes(), e);
    }
  }

  private void recover(CrashScenario scenario, List<WriteTrap> traps) {
    long restart = System.nanoTime();
    try (OperatorProcess next = OPERATORS.startPatient()) {
      List<WriteTrap> open = new ArrayList<>(traps);
      while (!open.isEmpty() && System.nanoTime() - restart < TestCluster.TIMEOUT.toNanos()) {
        open.removeIf(trap -> scenario.isOver().test(trap.run()));
      }
      reporter.publishEntry(
          traps.size() + " runs",
          "over %.1f s after the restart".formatted((System.nanoTime() - restart) / 1e9));
      SoftAssertions softly = new SoftAssertions();
      for (WriteTrap trap : traps) {
        SoftAssertions one = new SoftAssertions();
        one.assertThat(open).as("runs not over within " + TestCluster.TIMEOUT).doesNotContain(trap);
        if (!open.contains(trap)) {
          verify(scenario, trap.run(), one);
        }
        one.errorsCollected().forEach(e -> softly.fail("%s: %s", trap, e.getMessage()));
      }
      softly.assertAll();
    }
  }

  private static void verify(CrashScenario scenario, String run, SoftAssertions softly) {
    ResourceHistory history = OPERATORS.history();
    String uid = history.uid(run);
    softly.assertThat(TestCluster.grants(uid)).as("permissions left").isEmpty();
    await("the history contains the end of " + run)
        .atMost(Duration.ofSeconds(5))
        .until(() -> history.isOver(uid));
    softly.assertThat(history.permissionsBeyond(uid)).as("permissions after completion").isEmpty();
    softly.assertThat(history.leftItsEnd(uid)).as("left its final phase").isFalse();
    scenario.check().accept(run, uid, softly);
  }
}

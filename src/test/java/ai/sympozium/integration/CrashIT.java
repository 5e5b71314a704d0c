package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.FaultRule;
import ai.sympozium.integration.proxy.ProxiedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The operator dies before and after each of its writes. Which writes there are is not written down
 * here: an undisturbed run shows them. One kill meets several runs, each at a write of its own. The
 * lease of the dead is deleted: what is tested is the state that it leaves behind.
 */
class CrashIT {
  private static final int AT_ONCE = 8;
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  private static String namespace = "";
  private static OutOfClusterOperator outside;
  private static ResourceHistory chronicle;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("crash");
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

  /** What a run goes through, and what must be true of it however often its operator died. */
  private interface Life {
    /** Brings a run to where its writes begin to count. */
    default void prepare(String run) {}

    void live(String run);

    boolean isOver(String run);

    void verify(String run, String uid, SoftAssertions softly);
  }

  @Test
  void shouldCompleteRunWhenOperatorDiesAtAnyWrite() {
    killAtEveryWrite(
        new Life() {
          @Override
          public void live(String run) {
            TestCluster.run(namespace, run, "quick");
          }

          @Override
          public boolean isOver(String run) {
            return isFinal(run);
          }

          @Override
          public void verify(String run, String uid, SoftAssertions softly) {
            AgentRunStatus status = TestCluster.status(namespace, run);
            softly.assertThat(status.error()).as("error").isNull();
            softly.assertThat(status.phase()).as("phase").isEqualTo(AgentRunPhase.SUCCEEDED);
            softly.assertThat(status.result()).as("result").isEqualTo("done");
            softly
                .assertThat(status.skills())
                .as("skills")
                .singleElement()
                .satisfies(s -> assertThat(s.revokedAt()).isNotNull());
            softly.assertThat(chronicle.made(uid, "Pod", "")).as("pods").isOne();
            softly.assertThat(chronicle.made(uid, "ConfigMap", "-plan")).as("plans").isOne();
            softly.assertThat(chronicle.made(uid, "ServiceAccount", "")).as("accounts").isOne();
          }
        });
  }

  @Test
  void shouldDeleteRunWhenOperatorDiesAtAnyWrite() {
    killAtEveryWrite(
        new Life() {
          @Override
          public void prepare(String run) {
            TestCluster.run(namespace, run, "waiting");
            await(run + " at work")
                .atMost(TestCluster.PATIENCE)
                .until(() -> TestCluster.status(namespace, run).phase() == AgentRunPhase.RUNNING);
          }

          @Override
          public void live(String run) {
            TestCluster.ADMIN
                .resources(AgentRun.class)
                .inNamespace(namespace)
                .withName(run)
                .delete();
          }

          @Override
          public boolean isOver(String run) {
            return TestCluster.ADMIN
                    .resources(AgentRun.class)
                    .inNamespace(namespace)
                    .withName(run)
                    .get()
                == null;
          }

          @Override
          public void verify(String run, String uid, SoftAssertions softly) {
            softly.assertThat(chronicle.made(uid, "Pod", "")).as("pods").isOne();
            softly.assertThat(chronicle.made(uid, "ServiceAccount", "")).as("accounts").isOne();
          }
        });
  }

  @Test
  void shouldRefuseRunWhenOperatorDiesAtAnyWrite() {
    killAtEveryWrite(
        new Life() {
          @Override
          public void live(String run) {
            TestCluster.run(namespace, run, "nobody");
          }

          @Override
          public boolean isOver(String run) {
            return isFinal(run);
          }

          @Override
          public void verify(String run, String uid, SoftAssertions softly) {
            AgentRunStatus status = TestCluster.status(namespace, run);
            softly.assertThat(status.phase()).as("phase").isEqualTo(AgentRunPhase.FAILED);
            softly.assertThat(status.error()).as("error").contains("spec.instanceRef");
            softly.assertThat(chronicle.made(uid, "Pod", "")).as("pods").isZero();
            softly.assertThat(chronicle.made(uid, "ServiceAccount", "")).as("accounts").isZero();
          }
        });
  }

  private static boolean isFinal(String run) {
    AgentRun now = TestCluster.get(namespace, run);
    return now.getStatus() != null
        && now.getStatus().phase() != null
        && now.getStatus().phase().isFinal()
        && now.getFinalizers().isEmpty();
  }

  /** One place to die at. */
  private record Kill(String write, boolean before) {
    @Override
    public String toString() {
      return (before ? "killed before " : "killed after ") + write;
    }
  }

  private void killAtEveryWrite(Life life) {
    List<Kill> kills;
    try (OperatorProcess operator = outside.start(OutOfClusterOperator.PATIENT_CLIENT)) {
      kills =
          undisturbed(life).stream()
              .flatMap(write -> Stream.of(new Kill(write, true), new Kill(write, false)))
              .toList();
    }
    SoftAssertions softly = new SoftAssertions();
    for (int from = 0; from < kills.size(); from += AT_ONCE) {
      survive(life, kills.subList(from, Math.min(from + AT_ONCE, kills.size())), softly);
    }
    softly.assertAll();
  }

  private static List<String> undisturbed(Life life) {
    Trap none = new Trap(null);
    outside.proxy().rule(new Traps(List.of(none)));
    life.prepare(none.run);
    none.arm();
    life.live(none.run);
    await("end of the undisturbed run")
        .atMost(TestCluster.PATIENCE)
        .until(() -> life.isOver(none.run));
    await("its last event").during(Duration.ofSeconds(1)).until(none.trail::writes, stays());
    List<String> writes = none.trail.writes();
    assertThat(writes).isNotEmpty();
    return writes;
  }

  /** True of a value that is the one of the look before. */
  private static Predicate<List<String>> stays() {
    AtomicReference<List<String>> before = new AtomicReference<>(List.of());
    return now -> now.equals(before.getAndSet(now));
  }

  private static void survive(Life life, List<Kill> kills, SoftAssertions softly) {
    List<Trap> traps = kills.stream().map(Trap::new).toList();
    try (OperatorProcess doomed = outside.start(OutOfClusterOperator.PATIENT_CLIENT)) {
      outside.proxy().rule(new Traps(traps));
      traps.forEach(trap -> life.prepare(trap.run));
      traps.forEach(Trap::arm);
      traps.forEach(trap -> life.live(trap.run));
      traps.forEach(trap -> trap.awaitSprung(() -> life.isOver(trap.run)));
      outside.proxy().freeze();
      doomed.kill();
    } finally {
      outside.proxy().rule(FaultRule.NONE);
      outside.proxy().thaw();
    }
    long restart = System.nanoTime();
    try (OperatorProcess next = outside.start(OutOfClusterOperator.PATIENT_CLIENT)) {
      List<Trap> open = new ArrayList<>(traps);
      while (!open.isEmpty() && System.nanoTime() - restart < RECOVERY.toNanos()) {
        open.removeIf(trap -> life.isOver(trap.run));
      }
      System.out.printf(
          "%s: over %.1f s after the restart%n", kills, (System.nanoTime() - restart) / 1e9);
      for (Trap trap : traps) {
        SoftAssertions one = new SoftAssertions();
        one.assertThat(open).as("runs not over within 30 s").doesNotContain(trap);
        if (!open.contains(trap)) {
          verify(life, trap.run, one);
        }
        one.errorsCollected()
            .forEach(e -> softly.fail("%s, run %s: %s", trap.kill, trap.run, e.getMessage()));
      }
    }
  }

  private static void verify(Life life, String run, SoftAssertions softly) {
    String uid = chronicle.uid(run);
    softly.assertThat(TestCluster.grants(uid)).as("rights left").isEmpty();
    await("the chronicle has the end of " + run)
        .atMost(Duration.ofSeconds(5))
        .until(() -> chronicle.isOver(uid));
    softly.assertThat(chronicle.rightsBeyond(uid)).as("rights beyond the end").isEmpty();
    softly.assertThat(chronicle.leftItsEnd(uid)).as("left its end").isFalse();
    life.verify(run, uid, softly);
  }

  /** Holds one run at one of its writes. */
  private static final class Trap {
    final @Nullable Kill kill;
    final String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    final RunRequestLog trail = new RunRequestLog(run);
    private final CountDownLatch sprung = new CountDownLatch(1);
    private volatile boolean armed;
    private volatile @Nullable ProxiedRequest held;

    Trap(@Nullable Kill kill) {
      this.kill = kill;
    }

    void arm() {
      armed = true;
    }

    FaultAction fate(ProxiedRequest call) {
      if (!armed || !call.isWrite()) {
        return FaultAction.PASSES;
      }
      String write = trail.note(call);
      if (kill == null || !kill.write().equals(write)) {
        return FaultAction.PASSES;
      }
      held = call;
      if (kill.before()) {
        sprung.countDown();
      }
      return new FaultAction.Hangs(!kill.before());
    }

    void answered(ProxiedRequest call) {
      if (call == held) {
        sprung.countDown();
      }
    }

    /** A write that another run needed twice, after a conflict, may never come in this one. */
    void awaitSprung(BooleanSupplier isOver) {
      await("%s, which run %s has reached".formatted(kill, run))
          .atMost(TestCluster.PATIENCE)
          .until(() -> sprung.getCount() == 0 || (isRepetition() && isOver.getAsBoolean()));
      if (sprung.getCount() > 0) {
        System.out.printf("%s: run %s had no need of it%n", kill, run);
      }
    }

    private boolean isRepetition() {
      return kill != null && !kill.write().endsWith("(1)");
    }
  }

  private record Traps(List<Trap> traps) implements FaultRule {
    @Override
    public FaultAction fate(ProxiedRequest call) {
      return trap(call).map(trap -> trap.fate(call)).orElse(FaultAction.PASSES);
    }

    @Override
    public void answered(ProxiedRequest call) {
      trap(call).ifPresent(trap -> trap.answered(call));
    }

    private Optional<Trap> trap(ProxiedRequest call) {
      return traps.stream().filter(trap -> trap.trail.holds(call)).findFirst();
    }
  }
}

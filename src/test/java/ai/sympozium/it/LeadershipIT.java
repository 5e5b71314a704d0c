package ai.sympozium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.it.proxy.Call;
import ai.sympozium.it.proxy.Fate;
import ai.sympozium.it.proxy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of two operators one writes. */
class LeadershipIT {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = Ground.namespace("leader");
    Stage.set(namespace);
  }

  @AfterAll
  static void remove() {
    Ground.deleteNamespace(namespace);
  }

  /**
   * The leader is stopped while answers to it are under way: the next thing that it would do, when
   * it goes on, is a write. Meanwhile another leads and brings all runs to their end.
   */
  @Test
  void aLeaderThatSleptThroughItsLeaseWritesNothingMore() {
    List<Asleep> runs =
        List.of(
            new Asleep("POST configmaps"),
            new Asleep("POST clusterroles"),
            new Asleep("POST clusterrolebindings"),
            new Asleep("POST pods"),
            new Asleep("DELETE serviceaccounts"),
            new Asleep("POST subjectaccessreviews"));
    try (Outside outside = new Outside();
        Chronicle chronicle = new Chronicle(namespace);
        OutsideOperator sleeper = outside.start(Outside.PATIENT_CLIENT)) {
      outside.proxy().rule(new Held(runs));
      runs.forEach(run -> Ground.run(namespace, run.name, "quick"));
      await("all runs held: " + runs)
          .atMost(Ground.PATIENCE)
          .until(() -> runs.stream().allMatch(run -> run.held));
      sleeper.suspend();

      Outside.leadInside();
      runs.forEach(run -> Ground.awaitFinal(namespace, run.name));
      int before = outside.proxy().calls().size();
      runs.forEach(run -> run.answer.complete(null));
      sleeper.resume();
      sleeper.awaitEnd();

      assertThat(outside.proxy().calls().stream().skip(before))
          .as("writes of the operator that had slept")
          .filteredOn(LeadershipIT::harms)
          .isEmpty();
      for (Asleep run : runs) {
        String uid = chronicle.uid(run.name);
        assertThat(Ground.grants(uid)).as("%s: rights left", run).isEmpty();
        assertThat(chronicle.rightsBeyond(uid)).as("%s: rights beyond the end", run).isEmpty();
        assertThat(chronicle.leftItsEnd(uid)).as("%s: left its end", run).isFalse();
        assertThat(chronicle.made(uid, "Pod", "")).as("%s: pods", run).isOne();
      }
    }
  }

  /** The lease is given up, so nobody waits for it to run out. */
  @Test
  void afterACleanStopAnotherLeadsAtOnce() {
    try (Outside outside = new Outside();
        OutsideOperator leader = outside.lead()) {
      Operator.start();
      long stop = System.nanoTime();
      leader.stop();
      Duration change = awaitInside(stop);
      System.out.printf("lead change after a clean stop: %d ms%n", change.toMillis());
      assertThat(change).isLessThan(Duration.ofSeconds(3));
    }
  }

  /** A run that ends while nobody leads loses its rights as soon as somebody does. */
  @Test
  void afterACrashAnotherLeadsWhenTheLeaseHasRunOut() {
    String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    try (Outside outside = new Outside();
        OutsideOperator leader = outside.lead()) {
      Operator.start();
      Ground.run(namespace, run, "waiting");
      String pod = Running.await(namespace, run, "tool");
      long kill = System.nanoTime();
      leader.kill();
      Ground.exec(namespace, pod, "agent", "touch", "/workspace/go");
      Duration change = awaitInside(kill);
      var acquired = Outside.lease().getSpec().getAcquireTime().toInstant();
      AgentRunStatus status = Ground.awaitFinal(namespace, run);
      Duration revoked =
          Duration.between(acquired, Instant.parse(status.skills().getFirst().revokedAt()));
      System.out.printf(
          "lead change after a crash: %d ms, due revocation %d ms later%n",
          change.toMillis(), revoked.toMillis());
      assertThat(change).isLessThan(LEASE.plusSeconds(2));
      assertThat(revoked).isLessThan(Duration.ofSeconds(2));
    }
  }

  private static Duration awaitInside(long since) {
    await("the cluster's own operator leads")
        .atMost(Ground.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Outside.leader().startsWith("sympozium-operator-"));
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Questions, news and the deletion of what is over do no harm, whoever writes them. */
  private static boolean harms(Call call) {
    return call.isWrite()
        && !call.method().equals("DELETE")
        && !call.kind().endsWith("reviews")
        && !call.kind().endsWith("events");
  }

  /** A run of which the answer to one call comes only when its operator has slept. */
  private static final class Asleep {
    final String name = "r" + UUID.randomUUID().toString().substring(0, 8);
    final Trail trail = new Trail(name);
    final CompletableFuture<Void> answer = new CompletableFuture<>();
    private final String kind;
    volatile boolean held;

    Asleep(String kind) {
      this.kind = kind;
    }

    Fate fate(Call call) {
      return call.kind().equals(kind) ? new Fate.Waits(answer) : Fate.PASSES;
    }

    @Override
    public String toString() {
      return kind + (held ? "" : " (not yet)");
    }
  }

  private record Held(List<Asleep> runs) implements Rule {
    @Override
    public Fate fate(Call call) {
      return runs.stream()
          .filter(run -> run.trail.holds(call))
          .findFirst()
          .map(run -> run.fate(call))
          .orElse(Fate.PASSES);
    }

    @Override
    public void answered(Call call) {
      runs.stream()
          .filter(run -> run.trail.holds(call) && call.kind().equals(run.kind))
          .forEach(run -> run.held = true);
    }
  }
}

package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.FaultRule;
import ai.sympozium.integration.proxy.ProxiedRequest;
import ai.sympozium.integration.proxy.RunRequestLog;
import ai.sympozium.operator.agentrun.status.NextStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Tests that only one of two operators writes. */
@ControlPlaneTest
class LeadershipIT {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("leader");
    FaultTestFixtures.set(namespace);
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  /**
   * The leader is suspended while answers to it are in transit, so that its next step would be a
   * write. Meanwhile another operator leads and completes all runs.
   */
  @Test
  void shouldWriteNothingWhenSuspendedLeaderResumes() {
    List<Asleep> runs =
        List.of(
            new Asleep("POST configmaps"),
            new Asleep("POST clusterroles"),
            new Asleep("POST clusterrolebindings"),
            new Asleep("POST pods"),
            new Asleep("DELETE serviceaccounts"),
            new Asleep("POST subjectaccessreviews"));
    try (OutOfClusterOperator outside = new OutOfClusterOperator();
        ResourceHistory chronicle = new ResourceHistory(namespace);
        OperatorProcess sleeper = outside.start(OutOfClusterOperator.PATIENT_CLIENT)) {
      outside.proxy().rule(new Held(runs));
      runs.forEach(run -> TestCluster.run(namespace, run.name, "quick"));
      await("all runs held: " + runs)
          .atMost(TestCluster.TIMEOUT)
          .until(() -> runs.stream().allMatch(run -> run.held));
      sleeper.suspend();

      OutOfClusterOperator.leadInside();
      runs.forEach(run -> TestCluster.awaitFinal(namespace, run.name));
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
        assertThat(TestCluster.grants(uid)).as("%s: permissions left", run).isEmpty();
        assertThat(chronicle.permissionsBeyond(uid))
            .as("%s: permissions beyond the end", run)
            .isEmpty();
        assertThat(chronicle.leftItsEnd(uid)).as("%s: left its end", run).isFalse();
        assertThat(chronicle.made(uid, "Pod", "")).as("%s: pods", run).isOne();
      }
    }
  }

  /** The lease is released, so that the next leader does not wait for its expiry. */
  @Test
  void shouldTransferLeadershipAtOnceWhenLeaderStops(TestReporter reporter) {
    try (OutOfClusterOperator outside = new OutOfClusterOperator();
        OperatorProcess leader = outside.lead()) {
      Operator.start();
      long stop = System.nanoTime();
      leader.stop();
      Duration change = awaitInside(stop);
      reporter.publishEntry(
          String.format("lead change after a clean stop: %d ms", change.toMillis()));
      assertThat(change).isLessThan(Duration.ofSeconds(3));
    }
  }

  /**
   * The permissions of a run that completes without a leader are revoked as soon as an operator
   * leads.
   */
  @Test
  void shouldTransferLeadershipWhenLeaseOfCrashedLeaderExpires(TestReporter reporter) {
    String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    try (OutOfClusterOperator outside = new OutOfClusterOperator();
        OperatorProcess leader = outside.lead()) {
      Operator.start();
      TestCluster.run(namespace, run, "waiting");
      String pod = RunWaits.await(namespace, run, "tool");
      long kill = System.nanoTime();
      leader.kill();
      RunWaits.release(namespace, pod);
      Duration change = awaitInside(kill);
      var acquired = OutOfClusterOperator.lease().getSpec().getAcquireTime().toInstant();
      AgentRunStatus status = TestCluster.awaitFinal(namespace, run);
      Duration revoked =
          Duration.between(acquired, Instant.parse(status.skills().getFirst().revokedAt()));
      reporter.publishEntry(
          String.format(
              "lead change after a crash: %d ms, due revocation %d ms later",
              change.toMillis(), revoked.toMillis()));
      assertThat(change).isLessThan(LEASE.plusSeconds(2));
      assertThat(revoked)
          .as("the new leader revokes at its start, not when it polls the run")
          .isLessThan(NextStep.POLL_INTERVAL.dividedBy(2));
    }
  }

  private static Duration awaitInside(long since) {
    await("the cluster's own operator leads")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> OutOfClusterOperator.leader().startsWith("sympozium-operator-"));
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Reviews, events and deletions are harmless from any replica. */
  private static boolean harms(ProxiedRequest call) {
    return call.isWrite()
        && !call.method().equals("DELETE")
        && !call.kind().endsWith("reviews")
        && !call.kind().endsWith("events");
  }

  /** A run for which the answer to one call arrives after the suspension of its operator. */
  private static final class Asleep {
    final String name = "r" + UUID.randomUUID().toString().substring(0, 8);
    final RunRequestLog trail = new RunRequestLog(name);
    final CompletableFuture<Void> answer = new CompletableFuture<>();
    private final String kind;
    volatile boolean held;

    Asleep(String kind) {
      this.kind = kind;
    }

    FaultAction fate(ProxiedRequest call) {
      return call.kind().equals(kind) ? new FaultAction.Waits(answer) : FaultAction.PASSES;
    }

    @Override
    public String toString() {
      return kind + (held ? "" : " (not yet)");
    }
  }

  private record Held(List<Asleep> runs) implements FaultRule {
    @Override
    public FaultAction fate(ProxiedRequest call) {
      return runs.stream()
          .filter(run -> run.trail.contains(call))
          .findFirst()
          .map(run -> run.fate(call))
          .orElse(FaultAction.PASSES);
    }

    @Override
    public void answered(ProxiedRequest call) {
      runs.stream()
          .filter(run -> run.trail.contains(call) && call.kind().equals(run.kind))
          .forEach(run -> run.held = true);
    }
  }
}

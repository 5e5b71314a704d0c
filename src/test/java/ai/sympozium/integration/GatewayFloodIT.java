package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.flood.GatewayFlood;
import ai.sympozium.integration.flood.GatewayFlood.TargetPod;
import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.ProxiedRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Floods of requests to the gateway: other runs complete, and the API server is spared. */
@ControlPlaneTest
class GatewayFloodIT {
  private static final int SOURCES = 10;
  private static final int PER_SECOND = 1_000;

  @RegisterExtension static final ProxiedOperators OPERATORS = new ProxiedOperators("flood");

  private OperatorProcess operator;

  @BeforeEach
  void start() {
    operator = OPERATORS.leader();
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void shouldCompleteRunAndLimitReviewsWhenGatewayIsFlooded(TestReporter reporter)
      throws Exception {
    String live = startWaiting();
    Pod pod = TestCluster.awaitPod(OPERATORS.namespace(), live);
    long before = reviews();
    long begun = System.nanoTime();

    try (GatewayFlood flood = flood(pod)) {
      await("requests of the flood")
          .atMost(TestCluster.TIMEOUT)
          .until(() -> flood.sent() > 5 * PER_SECOND);
      String begunInFlood = name();
      TestCluster.run(OPERATORS.namespace(), begunInFlood, "quick");
      RunWaits.release(OPERATORS.namespace(), pod.getMetadata().getName());

      verify(TestCluster.awaitFinal(OPERATORS.namespace(), begunInFlood), begunInFlood);
      verify(TestCluster.awaitFinal(OPERATORS.namespace(), live), live);
      Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
      reporter.publishEntry(
          String.format(
              "flood of %d s: %s, %d token reviews",
              lasted.toSeconds(), flood.outcomes(), reviews() - before));
      // 10 addresses with 30 reviews at once and 3 a second each, and a rest of 400 and 30.
      assertThat(reviews() - before).isLessThan(700 + 60 * (lasted.toSeconds() + 1));
    }
    assertThat(operator.isAlive()).isTrue();
  }

  @Test
  void shouldRevokePermissionsWhenTokenReviewsHang() throws Exception {
    String live = startWaiting();
    Pod pod = TestCluster.awaitPod(OPERATORS.namespace(), live);
    OPERATORS
        .proxy()
        .rule(call -> isReview(call) ? new FaultAction.Hangs(false) : FaultAction.PASSES);

    try (GatewayFlood flood = flood(pod)) {
      await("requests of the flood")
          .atMost(TestCluster.TIMEOUT)
          .until(() -> flood.sent() > 2 * PER_SECOND);
      TestCluster.ADMIN
          .resources(ai.sympozium.api.AgentRun.class)
          .inNamespace(OPERATORS.namespace())
          .withName(live)
          .delete();

      await("grants of the deleted run are gone")
          .atMost(Duration.ofSeconds(10))
          .until(() -> TestCluster.grants(OPERATORS.history().uid(live)).isEmpty());
    }
  }

  private GatewayFlood flood(Pod pod) throws IOException {
    TargetPod target =
        new TargetPod(
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            pod.getMetadata().getUid());
    List<InetAddress> sources =
        IntStream.rangeClosed(1, SOURCES).mapToObj(GatewayFloodIT::loopback).toList();
    return new GatewayFlood(operator.gateway(), target, sources, PER_SECOND);
  }

  /** Every address of 127.0.0.0/8 is this machine's. */
  private static InetAddress loopback(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) number});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static String startWaiting() {
    String run = name();
    TestCluster.run(OPERATORS.namespace(), run, "waiting");
    RunWaits.await(OPERATORS.namespace(), run, "tool");
    return run;
  }

  private static long reviews() {
    return OPERATORS.proxy().calls().stream().filter(GatewayFloodIT::isReview).count();
  }

  private static boolean isReview(ProxiedRequest call) {
    return call.path().endsWith("/tokenreviews");
  }

  private static void verify(AgentRunStatus status, String run) {
    assertThatStatus(status).hasSucceeded();
    assertThat(TestCluster.grants(OPERATORS.history().uid(run))).isEmpty();
  }

  private static String name() {
    return "r" + UUID.randomUUID().toString().substring(0, 8);
  }
}

package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.kube.Rush;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeferredRequeueTest {
  private final Rush rush = new Rush();
  private final Queue<String> woken = new ConcurrentLinkedQueue<>();
  private final DeferredRequeue afterRush =
      new DeferredRequeue(rush, run -> woken.add(run.getMetadata().getUid()));

  @Test
  void eachIsWokenOnceWhenTheRushIsOver() {
    CountDownLatch over = new CountDownLatch(1);
    IntStream.range(0, 50)
        .forEach(n -> Thread.ofVirtual().start(() -> rush.first(() -> waitFor(over))));
    await().until(rush::isOn);
    afterRush.wake(run("a"));
    afterRush.wake(run("b"));
    afterRush.wake(run("a"));
    await().during(Duration.ofMillis(1500)).until(woken::isEmpty);
    over.countDown();
    await().untilAsserted(() -> assertThat(woken).containsExactlyInAnyOrder("a", "b"));
    afterRush.wake(run("c"));
    await().untilAsserted(() -> assertThat(woken).containsExactlyInAnyOrder("a", "b", "c"));
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static AgentRun run(String uid) {
    AgentRun run = new AgentRun();
    run.getMetadata().setUid(uid);
    return run;
  }
}

package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StartOrderTest {
  private final List<String> triggered = new CopyOnWriteArrayList<>();
  private final List<String> started = new CopyOnWriteArrayList<>();
  private final Set<String> deleted = new HashSet<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void shouldStartScheduledRunsBesideOthersInTurn() throws Exception {
    StartOrder order = order(1);
    Thread first = scheduled(order, "first", end);
    await().until(() -> started.contains("first"));

    UpdateControl<AgentRun> second = order.startScheduled(run("second"), starts("second"));
    order.startScheduled(run("third"), starts("third"));

    assertThat(started).containsExactly("first");
    assertThat(second.getScheduleDelay()).as("a lost trigger is found").isPresent();
    end.countDown();
    first.join();
    assertThat(triggered).containsExactly("second");
    order.startScheduled(run("second"), starts("second"));
    assertThat(started).containsExactly("first", "second");
    assertThat(triggered).containsExactly("second", "third");
  }

  @Test
  void shouldLeavePlacesToOtherNamespaces() throws Exception {
    StartOrder order = order(4);
    Thread first = scheduled(order, "first", end);
    Thread second = scheduled(order, "second", end);
    await().until(() -> started.size() == 2);

    order.startScheduled(run("third"), starts("third"));
    order.startScheduled(run("other", "of-other"), starts("of-other"));

    assertThat(started).containsExactlyInAnyOrder("first", "second", "of-other");
    end.countDown();
    first.join();
    second.join();
    assertThat(triggered).containsExactly("third");
  }

  @Test
  void shouldNotLetAnotherRunWaitForScheduledOnes() throws Exception {
    StartOrder order = order(1);
    Thread scheduled = scheduled(order, "scheduled", end);
    await().until(() -> started.contains("scheduled"));

    order.start(starts("other"));

    assertThat(started).containsExactly("scheduled", "other");
    end.countDown();
    scheduled.join();
  }

  @Test
  void shouldLetScheduledRunWaitWhileAnotherRunStarts() throws Exception {
    StartOrder order = order(1, Duration.ofDays(1));
    Thread other = other(order);
    Thread scheduled = scheduled(order, "scheduled", new CountDownLatch(0));
    await().until(() -> scheduled.getState() == Thread.State.TIMED_WAITING);

    assertThat(started).containsExactly("other");

    end.countDown();
    other.join();
    scheduled.join();
    assertThat(started).containsExactly("other", "scheduled");
  }

  @Test
  void shouldBoundTheWaitForOtherRuns() throws Exception {
    StartOrder order = order(1, Duration.ofMillis(1));
    Thread other = other(order);

    order.startScheduled(run("scheduled"), starts("scheduled"));

    assertThat(started).containsExactly("other", "scheduled");
    end.countDown();
    other.join();
  }

  @Test
  void shouldFreeThePlaceOfAStartThatFails() {
    StartOrder order = order(1);

    assertThatThrownBy(() ->
            order.startScheduled(
                run("failing"),
                () -> {
                  throw new IllegalStateException("the API server does not answer");
                }))
        .isInstanceOf(IllegalStateException.class);

    order.startScheduled(run("next"), starts("next"));
    assertThat(started).containsExactly("next");
  }

  @Test
  void shouldGiveThePlaceOfADeletedRunToTheNext() throws Exception {
    StartOrder order = order(1);
    Thread first = scheduled(order, "first", end);
    await().until(() -> started.contains("first"));
    for (String name : List.of("deleted 1", "deleted 2", "last")) {
      order.startScheduled(run(name), starts(name));
    }
    deleted.addAll(List.of("deleted 1", "deleted 2"));

    end.countDown();
    first.join();

    assertThat(triggered).containsExactly("deleted 1", "deleted 2", "last");
  }

  private StartOrder order(int atATime) {
    return order(atATime, Duration.ofDays(1));
  }

  private StartOrder order(int atATime, Duration longestWait) {
    return new StartOrder(
        run ->
            triggered.add(run.getMetadata().getName())
                && !deleted.contains(run.getMetadata().getName()),
        atATime,
        longestWait);
  }

  /** Starts another run, whose start takes until the end of the test. */
  private Thread other(StartOrder order) {
    Thread thread = Thread.ofVirtual().start(() -> order.start(() -> startUntil("other", end)));
    await().until(() -> started.contains("other"));
    return thread;
  }

  private Thread scheduled(StartOrder order, String name, CountDownLatch until) {
    return Thread.ofVirtual()
        .start(() -> order.startScheduled(run(name), () -> startUntil(name, until)));
  }

  private UpdateControl<AgentRun> startUntil(String name, CountDownLatch until) {
    started.add(name);
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return UpdateControl.noUpdate();
  }

  private Supplier<UpdateControl<AgentRun>> starts(String name) {
    return () -> {
      started.add(name);
      return UpdateControl.noUpdate();
    };
  }

  private static AgentRun run(String name) {
    return run("default", name);
  }

  private static AgentRun run(String namespace, String name) {
    AgentRun run = new AgentRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    return run;
  }
}

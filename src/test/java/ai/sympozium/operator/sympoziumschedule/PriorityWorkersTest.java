package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PriorityWorkersTest {
  private final List<String> done = new CopyOnWriteArrayList<>();

  @Test
  void shouldDoUrgentWorkFirstInTheOrderOfArrival() throws Exception {
    PriorityWorkers workers = new PriorityWorkers(1, 1);
    CountDownLatch begin = new CountDownLatch(1);
    workers.run(false, () -> awaitQuietly(begin));

    workers.run(false, () -> done.add("other 1"));
    workers.run(true, () -> done.add("urgent 1"));
    workers.run(false, () -> done.add("other 2"));
    workers.run(true, () -> done.add("urgent 2"));
    begin.countDown();

    assertThat(workers.stop(Duration.ofSeconds(30))).isTrue();
    assertThat(done).containsExactly("urgent 1", "urgent 2", "other 1", "other 2");
  }

  @Test
  void shouldReportWorkThatIsNotDoneInTime() throws Exception {
    PriorityWorkers workers = new PriorityWorkers(1, 1);
    CountDownLatch end = new CountDownLatch(1);
    workers.run(true, () -> awaitQuietly(end));

    assertThat(workers.stop(Duration.ofMillis(1))).isFalse();
    end.countDown();
    assertThat(workers.stop(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void shouldDoFewPiecesOfOtherWorkAtATime() throws Exception {
    PriorityWorkers workers = new PriorityWorkers(3, 1);
    CountDownLatch end = new CountDownLatch(1);
    for (String name : List.of("other 1", "other 2")) {
      workers.run(
          false,
          () -> {
            done.add(name);
            awaitQuietly(end);
          });
    }

    workers.run(true, () -> done.add("urgent"));

    await().until(() -> done.size() == 2);
    assertThat(done).contains("urgent");
    end.countDown();
    assertThat(workers.stop(Duration.ofSeconds(30))).isTrue();
    assertThat(done).containsExactlyInAnyOrder("other 1", "other 2", "urgent");
  }

  @Test
  void shouldFindAThreadForUrgentWorkBesideWaitingOtherWork() throws Exception {
    PriorityWorkers workers = new PriorityWorkers(2, 1);
    CountDownLatch end = new CountDownLatch(1);
    workers.run(false, () -> awaitQuietly(end));
    for (String name : List.of("other 1", "other 2", "other 3")) {
      workers.run(false, () -> done.add(name));
    }

    workers.run(true, () -> done.add("urgent"));

    await().until(() -> !done.isEmpty());
    assertThat(done).containsExactly("urgent");
    end.countDown();
    assertThat(workers.stop(Duration.ofSeconds(30))).isTrue();
    assertThat(done).containsExactly("urgent", "other 1", "other 2", "other 3");
  }

  @Test
  void shouldReportWorkThatWaitsForAPlaceAtTheEndOfTheTimeout() throws Exception {
    PriorityWorkers workers = new PriorityWorkers(2, 1);
    CountDownLatch end = new CountDownLatch(1);
    workers.run(false, () -> awaitQuietly(end));
    workers.run(false, () -> done.add("waiting"));

    assertThat(workers.stop(Duration.ofMillis(1))).isFalse();
    assertThatThrownBy(() -> workers.run(false, () -> done.add("late")))
        .isInstanceOf(RejectedExecutionException.class);

    end.countDown();
    assertThat(workers.stop(Duration.ofSeconds(30))).as("all work is done").isFalse();
    assertThat(done).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

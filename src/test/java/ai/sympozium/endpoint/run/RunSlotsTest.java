package ai.sympozium.endpoint.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunSlotsTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> order = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void shouldGiveSlotsToClientsInTurn() throws Exception {
    var slots = slots(1, 10, Duration.ofSeconds(20));
    var first = slots.acquire("a", new Cancellation());
    for (var client : List.of("a", "a", "a", "b", "c")) {
      enqueue(slots, client);
    }

    first.close();

    await().until(() -> order.size() == 5);
    assertThat(order).containsExactly("a", "b", "c", "a", "a");
    assertThat(slots.running()).isZero();
  }

  @Test
  void shouldRejectWhenQueueIsFull() throws Exception {
    var slots = slots(1, 2, Duration.ofSeconds(20));
    var running = slots.acquire("a", new Cancellation());
    enqueue(slots, "b");
    enqueue(slots, "c");

    assertThatThrownBy(() -> slots.acquire("d", new Cancellation()))
        .isInstanceOfSatisfying(
            BusyException.class, e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(5)));
    running.close();
  }

  @Test
  void shouldKeepHalfOfQueueForOtherClients() throws Exception {
    var slots = slots(1, 4, Duration.ofSeconds(20));
    var running = slots.acquire("a", new Cancellation());
    enqueue(slots, "a");
    enqueue(slots, "a");

    assertThatThrownBy(() -> slots.acquire("a", new Cancellation()))
        .isInstanceOf(BusyException.class);
    enqueue(slots, "b");
    assertThat(slots.waitingRequests()).isEqualTo(3);
    running.close();
  }

  @Test
  void shouldRejectWhenWaitTakesTooLong() throws Exception {
    var slots = slots(1, 4, Duration.ofMillis(50));
    var running = slots.acquire("a", new Cancellation());

    assertThatThrownBy(() -> slots.acquire("b", new Cancellation()))
        .isInstanceOf(BusyException.class);
    assertThat(slots.waitingRequests()).isZero();
    running.close();
    slots.acquire("b", new Cancellation()).close();
    assertThat(slots.running()).isZero();
  }

  @Test
  void shouldLeaveQueueWhenRequestIsCancelled() throws Exception {
    var slots = slots(1, 4, Duration.ofSeconds(20));
    var running = slots.acquire("a", new Cancellation());
    var cancellation = new Cancellation();
    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                slots.acquire("b", cancellation);
                return "acquired";
              } catch (RunCancelledException e) {
                return "cancelled";
              } catch (InterruptedException e) {
                return "interrupted";
              }
            },
            threads);
    await().until(() -> slots.waitingRequests() == 1);

    cancellation.cancel();

    assertThat(waiting.get()).isEqualTo("cancelled");
    running.close();
    assertThat(slots.running()).isZero();
  }

  @Test
  void shouldReleaseSlotOnceWhenItIsClosedTwice() throws Exception {
    var slots = slots(2, 0, Duration.ZERO);
    var first = slots.acquire("a", new Cancellation());
    slots.acquire("a", new Cancellation());

    first.close();
    first.close();

    assertThat(slots.running()).isOne();
  }

  private RunSlots slots(int running, int waiting, Duration maxWait) {
    return new RunSlots(new RunSlots.Limits(running, waiting, maxWait, Duration.ofSeconds(5)));
  }

  private void enqueue(RunSlots slots, String client) {
    var before = slots.waitingRequests();
    threads.execute(() -> {
      try (var slot = slots.acquire(client, new Cancellation())) {
        order.add(client);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    await().until(() -> slots.waitingRequests() == before + 1);
  }
}

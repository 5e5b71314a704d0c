package ai.sympozium.operator.sympoziumschedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets threads continue by turns in a random order. Only one of them runs at a time. */
final class Turns {
  private final Random random;
  private final Semaphore scheduler = new Semaphore(0);

  Turns(Random random) {
    this.random = random;
  }

  /** The turn of one thread. */
  final class Turn {
    private final boolean alone;
    private final Semaphore own = new Semaphore(0);
    private boolean done;
    private @Nullable Throwable failure;

    private Turn(boolean alone) {
      this.alone = alone;
    }

    /** Lets another thread continue. */
    void pass() {
      if (!alone) {
        scheduler.release();
        own.acquireUninterruptibly();
      }
    }

    private void run(Consumer<Turn> work) {
      own.acquireUninterruptibly();
      try {
        work.accept(this);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      done = true;
      scheduler.release();
    }
  }

  /** Does all work. */
  void run(List<Consumer<Turn>> works) {
    if (works.size() == 1) {
      works.getFirst().accept(new Turn(true));
      return;
    }
    List<Turn> turns = new ArrayList<>();
    for (Consumer<Turn> work : works) {
      Turn turn = new Turn(false);
      turns.add(turn);
      Thread.startVirtualThread(() -> turn.run(work));
    }
    while (!turns.isEmpty()) {
      Turn turn = turns.get(random.nextInt(turns.size()));
      turn.own.release();
      scheduler.acquireUninterruptibly();
      if (turn.failure != null) {
        throw new AssertionError(turn.failure);
      }
      if (turn.done) {
        turns.remove(turn);
      }
    }
  }
}

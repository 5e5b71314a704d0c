package ai.sympozium.cli.tui;

import ai.sympozium.cli.cluster.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Applies inputs to the state, performs effects and draws the state until the user quits. */
final class TuiLoop implements AutoCloseable {
  /** Time in which changes of the cluster are collected, so that a burst is drawn once. */
  private static final Duration COLLECTION = Duration.ofMillis(50);

  /** The clocks of the screen, and the size of the terminal. */
  private static final Duration TICK = Duration.ofMillis(250);

  private final TuiTerminal terminal;
  private final InstantSource clock;
  private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private final AtomicBoolean changed = new AtomicBoolean();
  private final TuiEffects effects;
  private Cluster cluster;
  private ClusterWatches watches;
  private TuiState state;
  private Instant lastChange = Instant.EPOCH;
  private volatile boolean closed;

  TuiLoop(Cluster cluster, String context, TuiTerminal terminal, InstantSource clock) {
    this.cluster = cluster;
    this.terminal = terminal;
    this.clock = clock;
    effects = new TuiEffects(cluster, clock, inputs::add);
    state =
        TuiState.start(terminal.width(), terminal.height(), now(), context, cluster.namespace());
    watches = new ClusterWatches(cluster, () -> changed.set(true));
  }

  void run() throws InterruptedException {
    Thread.ofPlatform()
        .daemon()
        .name("keys")
        .start(() -> {
          terminal.readKeys(inputs::add);
          closed = true;
        });
    while (!closed) {
      terminal.show(Screen.lines(state));
      Input input =
          inputs.poll(
              changed.get() ? COLLECTION.toMillis() : TICK.toMillis(), TimeUnit.MILLISECONDS);
      readSurroundings();
      while (input != null && !closed) {
        apply(input);
        input = inputs.poll();
      }
    }
  }

  /** Takes over time, size and what the watches have seen. */
  private void readSurroundings() {
    Instant now = now();
    if (!now.equals(state.now())) {
      apply(new Input.Clock(now));
    }
    int width = terminal.width();
    int height = terminal.height();
    if (width != state.width() || height != state.height()) {
      apply(new Input.Resized(width, height));
    }
    Instant exactly = clock.instant();
    if (Duration.between(lastChange, exactly).compareTo(COLLECTION) >= 0
        && changed.getAndSet(false)) {
      lastChange = exactly;
      apply(new Input.Changed(watches.view()));
    }
  }

  private void apply(Input input) {
    Step step = TuiModel.update(state, input);
    state = step.state();
    for (Effect effect : step.effects()) {
      switch (effect) {
        case Effect.Quit quit -> closed = true;
        case Effect.UseNamespace use -> use(use.namespace());
        default -> effects.perform(effect);
      }
    }
  }

  private void use(String namespace) {
    watches.close();
    cluster = new Cluster(cluster.client(), namespace, cluster.operatorNamespace());
    effects.use(cluster);
    watches = new ClusterWatches(cluster, () -> changed.set(true));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public void close() {
    effects.close();
    watches.close();
  }
}

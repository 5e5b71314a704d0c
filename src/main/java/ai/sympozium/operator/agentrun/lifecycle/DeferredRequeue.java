package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.kube.Rush;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs of which something is only to be told. They are woken together when the rush is over: to
 * look at each again and again meanwhile would take as long as the rush itself. Dying in between is
 * harmless, as the next process looks at every run.
 */
public final class DeferredRequeue {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Rush rush;
  private final Consumer<AgentRun> wake;
  private final ConcurrentHashMap<String, AgentRun> waiting = new ConcurrentHashMap<>();
  private final AtomicBoolean looking = new AtomicBoolean();

  public DeferredRequeue(Rush rush, Consumer<AgentRun> wake) {
    this.rush = rush;
    this.wake = wake;
  }

  public void wake(AgentRun run) {
    waiting.put(run.getMetadata().getUid(), run);
    lookLater();
  }

  private void lookLater() {
    if (!waiting.isEmpty() && looking.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(LOOK.toMillis(), TimeUnit.MILLISECONDS).execute(this::look);
    }
  }

  private void look() {
    try {
      if (!rush.isOn()) {
        waiting
            .values()
            .forEach(run -> {
              waiting.remove(run.getMetadata().getUid());
              wake.accept(run);
            });
      }
    } finally {
      looking.set(false);
      lookLater();
    }
  }
}

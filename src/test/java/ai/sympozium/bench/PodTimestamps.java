package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each pod was there, and when it ran, in nanoseconds of this machine's clock.
 *
 * @param made by name
 * @param running by name
 */
record PodTimestamps(Map<String, Long> made, Map<String, Long> running) implements Watcher<Pod> {
  PodTimestamps() {
    this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
  }

  /** Of so many pods a second, from a moment to the last. */
  static double perSecond(Map<String, Long> seen, long begin) {
    long last = seen.values().stream().mapToLong(t -> t).max().orElseThrow();
    return seen.size() / ((last - begin) / 1e9);
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    long now = System.nanoTime();
    String name = pod.getMetadata().getName();
    made.putIfAbsent(name, now);
    if (pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
      running.putIfAbsent(name, now);
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    System.err.println("the watch ended: " + cause.getMessage());
  }
}

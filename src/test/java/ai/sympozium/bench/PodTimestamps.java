package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times at which pods were created and running, in nanoseconds of this machine's clock.
 *
 * @param created by name of the pod
 * @param running by name of the pod
 */
record PodTimestamps(Map<String, Long> created, Map<String, Long> running) implements Watcher<Pod> {
  PodTimestamps() {
    this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
  }

  /** Computes pods per second from a start time to the last pod. */
  static double perSecond(Map<String, Long> seen, long begin) {
    long last = seen.values().stream().mapToLong(t -> t).max().orElseThrow();
    return seen.size() / ((last - begin) / 1e9);
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    long now = System.nanoTime();
    String name = pod.getMetadata().getName();
    created.putIfAbsent(name, now);
    if (pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
      running.putIfAbsent(name, now);
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    System.err.println("the watch ended: " + cause.getMessage());
  }
}

package ai.sympozium.integration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Comparator;
import java.util.Queue;

/** Records the order of deletions by resource version. */
final class DeletionOrder {
  static final Comparator<String> BY_REVISION =
      Comparator.comparingLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))));

  private DeletionOrder() {}

  static String what(String line) {
    return line.substring(line.indexOf(' ') + 1);
  }

  /**
   * Records the first event of a deletion: the deletion timestamp, or the deletion itself without a
   * grace period.
   */
  static <T extends HasMetadata> Watcher<T> into(Queue<String> order, String what) {
    return new Watcher<>() {
      private boolean noted;

      @Override
      public void eventReceived(Action action, T object) {
        boolean deleted =
            action == Action.DELETED || object.getMetadata().getDeletionTimestamp() != null;
        if (deleted && !noted) {
          noted = true;
          order.add(object.getMetadata().getResourceVersion() + " " + what);
        }
      }

      @Override
      public void onClose(WatcherException cause) {}
    };
  }
}

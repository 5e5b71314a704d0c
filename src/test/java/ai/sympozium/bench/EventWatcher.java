package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.function.Consumer;

/**
 * Watches events of one kind.
 *
 * @param then receives each object
 */
record EventWatcher<T extends HasMetadata>(Watcher.Action wanted, Consumer<T> then)
    implements Watcher<T> {
  @Override
  public void eventReceived(Action action, T object) {
    if (action == wanted) {
      then.accept(object);
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    System.err.println("the watch ended: " + cause.getMessage());
  }
}

package ai.sympozium.cli.tui;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of one kind in one namespace, kept up to date by a watch. */
final class WatchedKind<T extends HasMetadata, R extends Row> implements ResourceEventHandler<T> {
  private final String request;
  private final Function<T, R> reader;
  private final Runnable changed;
  private final Map<String, R> rows = new ConcurrentHashMap<>();
  private volatile boolean loaded;
  private volatile @Nullable String problem;
  private volatile @Nullable SharedIndexInformer<T> informer;
  private volatile boolean closed;

  /**
   * Creates an empty list.
   *
   * @param request what the user must be allowed to do: {@code list and watch agentruns in demo}
   */
  WatchedKind(String request, Function<T, R> reader, Runnable changed) {
    this.request = request;
    this.reader = reader;
    this.changed = changed;
  }

  /** Lists the objects, and then watches them in the background. */
  void start(Informable<T> objects) {
    try {
      SharedIndexInformer<T> started = objects.inform(this);
      informer = started;
      if (closed) {
        started.close();
      }
    } catch (KubernetesClientException e) {
      problem =
          e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              ? "you may not " + request
              : "cannot " + request + ": " + ErrorText.of(e);
    } catch (RuntimeException e) {
      problem = "cannot " + request + ": " + ErrorText.of(e);
    }
    loaded = true;
    changed.run();
  }

  Listing<R> listing(Comparator<? super R> order) {
    List<R> sorted = rows.values().stream().sorted(order).toList();
    return new Listing<>(sorted, loaded, problem);
  }

  void close() {
    closed = true;
    SharedIndexInformer<T> started = informer;
    if (started != null) {
      started.close();
    }
  }

  @Override
  public void onAdd(T object) {
    R row = reader.apply(object);
    rows.put(row.id(), row);
    changed.run();
  }

  @Override
  public void onUpdate(T before, T object) {
    onAdd(object);
  }

  @Override
  public void onDelete(T object, boolean finalStateUnknown) {
    rows.remove(object.getMetadata().getNamespace() + "/" + object.getMetadata().getName());
    changed.run();
  }
}

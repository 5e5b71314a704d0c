package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads lists page by page, so that no more than one page is in memory. */
public final class ListPages {
  /** Largest number of objects of a page. {@link ListPageInterceptor} reduces it. */
  public static final long MAX_SIZE = 250;

  private ListPages() {}

  /** Calls an action with each object that a label selector selects. */
  public static <T extends HasMetadata> void forEach(
      Listable<? extends KubernetesResourceList<? extends T>> kind,
      String labelSelector,
      Consumer<T> action) {
    ListPages.<T>forEach(options -> kind.list(options), labelSelector, action);
  }

  /**
   * Calls an action with each object, until the action returns false.
   *
   * @param labelSelector selects the objects; null means all
   */
  public static <T extends HasMetadata> void forEachWhile(
      Listable<? extends KubernetesResourceList<? extends T>> kind,
      @Nullable String labelSelector,
      Predicate<T> action) {
    ListPages.<T>forEachWhile(options -> kind.list(options), labelSelector, action);
  }

  /**
   * Calls an action with each object that a label selector selects.
   *
   * @param read reads one page
   */
  public static <T extends HasMetadata> void forEach(
      Function<ListOptions, ? extends KubernetesResourceList<? extends T>> read,
      String labelSelector,
      Consumer<T> action) {
    ListPages.<T>forEachWhile(
        read,
        labelSelector,
        object -> {
          action.accept(object);
          return true;
        });
  }

  private static <T extends HasMetadata> void forEachWhile(
      Function<ListOptions, ? extends KubernetesResourceList<? extends T>> read,
      @Nullable String labelSelector,
      Predicate<T> action) {
    @Nullable String next = null;
    do {
      var page = ListPages.<T>page(read, labelSelector, next);
      for (T object : page.getItems()) {
        if (!action.test(object)) {
          return;
        }
      }
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }

  /** Reads a page again as long as it has too many bytes. Each time, it has fewer objects. */
  private static <T extends HasMetadata> KubernetesResourceList<? extends T> page(
      Function<ListOptions, ? extends KubernetesResourceList<? extends T>> read,
      @Nullable String labelSelector,
      @Nullable String start) {
    var options =
        new ListOptionsBuilder()
            .withLabelSelector(labelSelector)
            .withLimit(MAX_SIZE)
            .withContinue(start)
            .build();
    while (true) {
      try {
        return read.apply(options);
      } catch (RuntimeException e) {
        if (!PageTooLargeException.isCauseOf(e)) {
          throw e;
        }
      }
    }
  }
}

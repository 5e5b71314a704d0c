package ai.sympozium.operator.kube;

import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Informer store that bounds the memory of an object, so that thousands of objects of any tenant
 * fit. Every object loses what nothing reads. Objects can stay whole up to a total size; the others
 * are reduced, and readers read them live.
 */
public final class BoundedItemStore<T extends HasMetadata> extends BasicItemStore<T> {
  /** Finalizers that an object keeps, ours first. A list of this length may be incomplete. */
  public static final int MAX_FINALIZERS = 8;

  /** The API server does not limit the length of names of RBAC objects and in references. */
  public static final int MAX_NAME = 253;

  private static final int MAX_OWNERS = 8;
  private static final int MAX_UID = 36;

  /** Annotations that are read, with the number of characters that are kept. */
  private static final Map<String, Integer> ANNOTATIONS =
      Map.of(
          SympoziumLabels.ANNOTATION_RUN_NOW, 64, SympoziumLabels.ANNOTATION_ENDPOINT_PROCESS, 96);

  private final Consumer<T> trimmer;
  private final long maxCharacters;
  private final ToLongFunction<T> size;
  private final Consumer<T> reduction;
  private final Consumer<T> onRemoval;
  private final Map<String, Long> sizes = new HashMap<>();
  private long characters;

  private BoundedItemStore(
      Consumer<T> trimmer,
      long maxCharacters,
      ToLongFunction<T> size,
      Consumer<T> reduction,
      Consumer<T> onRemoval) {
    super(Cache::metaNamespaceKeyFunc);
    this.trimmer = trimmer;
    this.maxCharacters = maxCharacters;
    this.size = size;
    this.reduction = reduction;
    this.onRemoval = onRemoval;
  }

  /** Returns a store that trims every object. */
  public static <T extends HasMetadata> BoundedItemStore<T> trimming(Consumer<T> trimmer) {
    return trimming(trimmer, removed -> {});
  }

  /**
   * Returns a store that trims every object.
   *
   * @param onRemoval receives the last state of an object before the object is removed
   */
  public static <T extends HasMetadata> BoundedItemStore<T> trimming(
      Consumer<T> trimmer, Consumer<T> onRemoval) {
    return new BoundedItemStore<>(trimmer, 0, object -> 0, object -> {}, onRemoval);
  }

  /**
   * Returns a store that trims every object, and reduces those that exceed a total size. Labels and
   * annotations count too: work on a whole object reads and writes them.
   *
   * @param size number of characters of what the reduction removes; 0 if it removes nothing
   */
  public static <T extends HasMetadata> BoundedItemStore<T> trimming(
      Consumer<T> trimmer, long maxCharacters, ToLongFunction<T> size, Consumer<T> reduction) {
    return new BoundedItemStore<>(trimmer, maxCharacters, size, reduction, removed -> {});
  }

  /**
   * Trims the object itself: event handlers receive it afterwards. Only RBAC objects can have a
   * name without a limit, and none that the operator uses has such a name.
   */
  @Override
  public synchronized @Nullable T put(String key, T object) {
    if (object.getMetadata().getName().length() > MAX_NAME) {
      return null;
    }
    long metadata = size(object.getMetadata());
    object.setMetadata(trimmed(object.getMetadata()));
    trimmer.accept(object);
    forget(key);
    long content = size.applyAsLong(object);
    long length = content == 0 ? 0 : content + metadata;
    if (characters + length > maxCharacters) {
      reduction.accept(object);
    } else {
      sizes.put(key, length);
      characters += length;
    }
    return super.put(key, object);
  }

  @Override
  public synchronized T remove(String key) {
    forget(key);
    T last = get(key);
    if (last != null) {
      onRemoval.accept(last);
    }
    return super.remove(key);
  }

  private void forget(String key) {
    Long known = sizes.remove(key);
    if (known != null) {
      characters -= known;
    }
  }

  private static long size(ObjectMeta metadata) {
    return Stream.of(metadata.getLabels(), metadata.getAnnotations())
        .filter(Objects::nonNull)
        .flatMap(texts -> texts.entrySet().stream())
        .mapToLong(text ->
            text.getKey().length() + Objects.requireNonNullElse(text.getValue(), "").length())
        .sum();
  }

  /** Keeps identity, times, finalizers, owning runs, requests. Labels alone can have a megabyte. */
  private static ObjectMeta trimmed(ObjectMeta metadata) {
    return new ObjectMetaBuilder()
        .withName(metadata.getName())
        .withNamespace(metadata.getNamespace())
        .withUid(metadata.getUid())
        .withResourceVersion(metadata.getResourceVersion())
        .withGeneration(metadata.getGeneration())
        .withCreationTimestamp(metadata.getCreationTimestamp())
        .withDeletionTimestamp(metadata.getDeletionTimestamp())
        .withAnnotations(annotations(metadata))
        .withFinalizers(
            metadata.getFinalizers().stream()
                .sorted(Comparator.comparing(f -> !f.startsWith(SympoziumLabels.GROUP)))
                .limit(MAX_FINALIZERS)
                .toList())
        .withOwnerReferences(
            metadata.getOwnerReferences().stream()
                .filter(BoundedItemStore::isRun)
                .limit(MAX_OWNERS)
                .toList())
        .build();
  }

  /** A request that is cut differs from the one that a status states, so it leads to a read. */
  private static Map<String, String> annotations(ObjectMeta metadata) {
    Map<String, String> all = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
    Map<String, String> kept = new HashMap<>();
    ANNOTATIONS.forEach((name, length) -> {
      String value = all.get(name);
      if (value != null) {
        kept.put(name, value.substring(0, Math.min(value.length(), length)));
      }
    });
    return kept.isEmpty() ? Map.of() : kept;
  }

  /** The API server does not limit the length of names and UIDs in owner references. */
  private static boolean isRun(OwnerReference owner) {
    return "AgentRun".equals(owner.getKind())
        && owner.getApiVersion().equals(SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION)
        && owner.getName().length() <= MAX_NAME
        && owner.getUid().length() <= MAX_UID;
  }
}

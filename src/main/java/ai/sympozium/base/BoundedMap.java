package ai.sympozium.base;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Map with a maximum number of entries, for what a process remembers about objects of users. Beyond
 * the maximum, the eldest entry is removed. The maps can be used by several threads at once.
 */
public final class BoundedMap {
  private static final int INITIAL_CAPACITY = 16;
  private static final float LOAD_FACTOR = 0.75f;

  private BoundedMap() {}

  /** Creates a map whose eldest entry is the one that was put the longest time ago. */
  public static <K, V> Map<K, V> byInsertion(int max) {
    return Collections.synchronizedMap(new Entries<>(max, false));
  }

  /** Creates a map whose eldest entry is the one that was read or put the longest time ago. */
  public static <K, V> Map<K, V> byAccess(int max) {
    return Collections.synchronizedMap(new Entries<>(max, true));
  }

  private static final class Entries<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int max;

    Entries(int max, boolean byAccess) {
      super(INITIAL_CAPACITY, LOAD_FACTOR, byAccess);
      this.max = max;
    }

    /** Puts the entry as the newest one, also if its key exists. */
    @Override
    public @Nullable V put(K key, V value) {
      @Nullable V before = remove(key);
      super.put(key, value);
      return before;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }
}

package ai.sympozium.operator.sympoziumschedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys, each with the instant at which it is due. A key that is being worked on is not taken again
 * before this work is done.
 */
final class DueQueue<K> {
  private final Map<K, Instant> due = new HashMap<>();
  private final PriorityQueue<Entry<K>> order =
      new PriorityQueue<>(Comparator.comparing(Entry::due));
  private final Set<K> taken = new HashSet<>();
  private final Set<K> repeated = new HashSet<>();

  private record Entry<K>(K key, Instant due) {}

  /**
   * Makes a key due at an instant, unless it is due earlier. A key that is being worked on is due
   * again when this work is done.
   */
  void schedule(K key, Instant at) {
    Instant known = due.get(key);
    if (taken.contains(key)) {
      repeated.add(key);
    } else if (known == null || at.isBefore(known)) {
      put(key, at);
    }
  }

  /** Returns whether a key is being worked on. */
  boolean isTaken(K key) {
    return taken.contains(key);
  }

  /** Takes the keys that are due. */
  List<K> take(Instant now) {
    List<K> keys = new ArrayList<>();
    for (Entry<K> first = first(); first != null && !first.due().isAfter(now); first = first()) {
      order.remove();
      due.remove(first.key());
      taken.add(first.key());
      keys.add(first.key());
    }
    return keys;
  }

  /**
   * Ends the work on a key.
   *
   * @param next when the key is due again, or null if only {@link #schedule} makes it due
   */
  void done(K key, @Nullable Instant next, Instant now) {
    taken.remove(key);
    if (repeated.remove(key)) {
      put(key, now);
    } else if (next != null) {
      put(key, next);
    }
  }

  /** Returns when the first key is due. */
  Optional<Instant> earliest() {
    return Optional.ofNullable(first()).map(Entry::due);
  }

  /** Returns the first entry, without those that a later one has replaced. */
  private @Nullable Entry<K> first() {
    Entry<K> first = order.peek();
    while (first != null && !first.due().equals(due.get(first.key()))) {
      order.remove();
      first = order.peek();
    }
    return first;
  }

  private void put(K key, Instant at) {
    due.put(key, at);
    order.add(new Entry<>(key, at));
  }
}

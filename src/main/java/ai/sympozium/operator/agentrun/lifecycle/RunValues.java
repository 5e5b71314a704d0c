package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a value for each active run in memory, up to a total size, so that a reconcile does not
 * read it again. Values that were not used for longest are dropped and read live when needed.
 */
final class RunValues<V> {
  static final long MAX_CHARACTERS = 8L * 1024 * 1024;

  private final Map<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  private record Entry<V>(V value, long characters) {}

  /**
   * Keeps a value.
   *
   * @param size number of characters of the value as JSON
   */
  synchronized void put(AgentRun run, V value, long size) {
    clear(run);
    entries.put(run.getMetadata().getUid(), new Entry<>(value, size));
    characters += size;
    Iterator<Entry<V>> oldest = entries.values().iterator();
    while (characters > MAX_CHARACTERS) {
      characters -= oldest.next().characters();
      oldest.remove();
    }
  }

  synchronized Optional<V> get(AgentRun run) {
    return Optional.ofNullable(entries.get(run.getMetadata().getUid())).map(Entry::value);
  }

  synchronized void clear(AgentRun run) {
    Entry<V> removed = entries.remove(run.getMetadata().getUid());
    if (removed != null) {
      characters -= removed.characters();
    }
  }
}

package ai.sympozium.operator.gateway.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last entries of a run's log, within a limit.
 *
 * @param omitted number of older entries that were removed
 */
public record StoredLog(List<LogEntry> entries, long omitted) {
  public static final StoredLog EMPTY = new StoredLog(List.of(), 0);

  /** Largest log, in bytes. Each batch writes the whole ConfigMap. */
  static final int MAX_BYTES = 64 * 1024;

  public StoredLog {
    entries = List.copyOf(entries);
  }

  /**
   * Reads the data of a ConfigMap and skips invalid lines. Users can write the ConfigMap, so only
   * as much is read as a log can have.
   */
  public static StoredLog of(@Nullable Map<String, String> data) {
    if (data == null) {
      return EMPTY;
    }
    List<LogEntry> entries = new ArrayList<>();
    end(data.getOrDefault(RunObjects.LOG_KEY, ""))
        .lines()
        .forEach(line -> LogEntry.parse(line).ifPresent(entries::add));
    return new StoredLog(entries, count(data.getOrDefault(RunObjects.OMITTED_KEY, "0")));
  }

  private static String end(String log) {
    if (log.length() <= MAX_BYTES) {
      return log;
    }
    String end = log.substring(log.length() - MAX_BYTES);
    return end.substring(end.indexOf('\n') + 1);
  }

  /** Adds entries in their order, each once, and removes the oldest ones above the limit. */
  public StoredLog plus(List<LogEntry> more) {
    Map<Long, LogEntry> merged = new TreeMap<>();
    entries.forEach(entry -> merged.put(entry.seq(), entry));
    // Not before the oldest one: an entry that was removed does not come back.
    long oldest = entries.isEmpty() ? 0 : entries.getFirst().seq();
    more.stream()
        .filter(entry -> entry.seq() > (isPart(entry) ? last() : oldest))
        .forEach(entry -> merged.putIfAbsent(entry.seq(), entry));
    List<LogEntry> all = new ArrayList<>(merged.values());
    long surplus = all.stream().mapToLong(StoredLog::size).sum() - MAX_BYTES;
    long before = all.size();
    surplus = removeOldest(all, surplus, StoredLog::isPart);
    removeOldest(all, surplus, entry -> true);
    return new StoredLog(all, omitted + before - all.size());
  }

  /** Returns the number of the last entry. */
  long last() {
    return entries.isEmpty() ? 0 : entries.getLast().seq();
  }

  /** Removes entries that match, but never the last one, and returns the surplus that remains. */
  private static long removeOldest(List<LogEntry> all, long surplus, Predicate<LogEntry> removed) {
    long left = surplus;
    for (int i = 0; left > 0 && i < all.size() - 1; ) {
      if (removed.test(all.get(i))) {
        left -= size(all.remove(i));
      } else {
        i++;
      }
    }
    return left;
  }

  /** The entry that completes a message contains its text, so parts of it are removed first. */
  private static boolean isPart(LogEntry entry) {
    return entry.kind() == LogEntry.Kind.TEXT;
  }

  public Map<String, String> data() {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(JsonTrees.write(entry.toJson())).append('\n'));
    return Map.of(
        RunObjects.LOG_KEY, lines.toString(), RunObjects.OMITTED_KEY, Long.toString(omitted));
  }

  static long size(LogEntry entry) {
    return JsonTrees.write(entry.toJson()).getBytes(UTF_8).length + 1L;
  }

  private static long count(String text) {
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

package ai.sympozium.integration;

import ai.sympozium.integration.proxy.ProxiedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The calls that one run causes, told from others' by the names in them: the run's own, and those
 * of objects whose making mentions it.
 */
final class RunRequestLog {
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<String> writes = new CopyOnWriteArrayList<>();

  private final String run;

  RunRequestLog(String run) {
    this.run = run;
    names.add(run);
  }

  String run() {
    return run;
  }

  boolean holds(ProxiedRequest call) {
    if (call.isWatch() || names.stream().noneMatch(call::mentions)) {
      return false;
    }
    if (call.method().equals("POST") && call.kind().indexOf('/') < 0) {
      String made = call.bodyName();
      if (!made.isEmpty()) {
        names.add(made);
      }
    }
    return true;
  }

  /** Takes down a write of this run; gives its kind and how often it has come, as {@code (2)}. */
  synchronized String note(ProxiedRequest write) {
    String name = write.kind() + " (" + counts.merge(write.kind(), 1, Integer::sum) + ")";
    writes.add(name);
    return name;
  }

  /** What was noted, in the order in which it came. */
  List<String> writes() {
    return List.copyOf(writes);
  }
}

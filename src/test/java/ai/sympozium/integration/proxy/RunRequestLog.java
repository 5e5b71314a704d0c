package ai.sympozium.integration.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Recognises the requests that one run causes by the names in them: the name of the run and the
 * names of the objects whose creation mentions it. Records the writes among them.
 */
public final class RunRequestLog {
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<String> writes = new CopyOnWriteArrayList<>();

  private final String run;

  /** Starts with the name of the run, which no other object contains. */
  public RunRequestLog(String run) {
    this.run = run;
    names.add(run);
  }

  public String run() {
    return run;
  }

  /** Whether the run caused a request. */
  public boolean contains(ProxiedRequest call) {
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

  /** Records a write of this run. Returns its kind and its number, as in {@code POST pods (2)}. */
  public synchronized String record(ProxiedRequest write) {
    String name = write.kind() + " (" + counts.merge(write.kind(), 1, Integer::sum) + ")";
    writes.add(name);
    return name;
  }

  /** Returns the recorded writes in the order of their arrival. */
  public List<String> writes() {
    return List.copyOf(writes);
  }
}

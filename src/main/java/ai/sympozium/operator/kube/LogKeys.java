package ai.sympozium.operator.kube;

import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Keys of structured log fields. Fields of the MDC appear in every line of the JSON log. */
public final class LogKeys {
  public static final String NAMESPACE = "namespace";
  public static final String RUN = "run";
  public static final String SCHEDULE = "schedule";
  public static final String SKILL = "skill";

  private LogKeys() {}

  /** Restores the fields that were there before it was opened. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Adds a run to the log lines of this thread until the scope is closed. */
  public static Scope ofRun(String namespace, String run) {
    return with(Map.of(NAMESPACE, namespace, RUN, run));
  }

  /** Adds a schedule to the log lines of this thread until the scope is closed. */
  public static Scope ofSchedule(String namespace, String schedule) {
    return with(Map.of(NAMESPACE, namespace, SCHEDULE, schedule));
  }

  /** Adds a skill to the log lines of this thread until the scope is closed. */
  public static Scope ofSkill(String skill) {
    return with(Map.of(SKILL, skill));
  }

  private static Scope with(Map<String, String> fields) {
    Map<String, @Nullable Object> before = new HashMap<>();
    fields.forEach((key, value) -> before.put(key, MDC.put(key, value)));
    return () -> before.forEach(LogKeys::restore);
  }

  private static void restore(String key, @Nullable Object value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}

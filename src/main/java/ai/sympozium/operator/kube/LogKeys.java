package ai.sympozium.operator.kube;

import org.jboss.logging.MDC;

/** Keys of structured log fields. Fields of the MDC appear in every line of the JSON log. */
public final class LogKeys {
  public static final String NAMESPACE = "namespace";
  public static final String RUN = "run";
  public static final String SKILL = "skill";

  private LogKeys() {}

  /** Removes the fields that it was opened with. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Adds a run to the log lines of this thread until the scope is closed. */
  public static Scope ofRun(String namespace, String run) {
    MDC.put(NAMESPACE, namespace);
    MDC.put(RUN, run);
    return () -> {
      MDC.remove(NAMESPACE);
      MDC.remove(RUN);
    };
  }

  /** Adds a skill to the log lines of this thread until the scope is closed. */
  public static Scope ofSkill(String skill) {
    MDC.put(SKILL, skill);
    return () -> MDC.remove(SKILL);
  }
}

package ai.sympozium.endpoint.run;

/** Receives the progress of a run, on the thread of its request. */
public interface RunListener {
  /** Ignores all progress. */
  RunListener NONE = new RunListener() {};

  /** The run exists. */
  default void created() {}

  default void text(String delta) {}

  default void activity(String description) {}

  /** There was no event for some time. */
  default void idle() {}
}

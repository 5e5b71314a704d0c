package ai.sympozium.integration.crash;

/**
 * A write at which the operator dies.
 *
 * @param write kind and number of the write, as in {@code POST pods (1)}
 * @param before whether the operator dies before the API server gets the write
 */
public record CrashPoint(String write, boolean before) {
  /** Whether the write is a repetition, which another run may not need. */
  boolean isRepetition() {
    return !write.endsWith("(1)");
  }

  /** Returns the write without its number. */
  String kind() {
    return write.substring(0, write.lastIndexOf(" ("));
  }

  @Override
  public String toString() {
    return (before ? "killed before " : "killed after ") + write;
  }
}

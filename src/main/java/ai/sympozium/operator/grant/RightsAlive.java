package ai.sympozium.operator.grant;

/** Rights that could not be proved gone yet; the run must not become final. */
public final class RightsAlive extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RightsAlive(String message) {
    super(message);
  }
}

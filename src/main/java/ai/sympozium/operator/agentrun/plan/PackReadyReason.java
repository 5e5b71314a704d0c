package ai.sympozium.operator.agentrun.plan;

/** Reason of condition {@code Ready} of a pack that can be attached. */
public enum PackReadyReason {
  VALID("Valid"),

  /** Only namespaces with a ceiling of their own can attach the pack. */
  VALID_IN_NAMESPACES("ValidInNamespaces");

  private final String value;

  PackReadyReason(String value) {
    this.value = value;
  }

  /** Returns the reason as it appears in the condition. */
  public String value() {
    return value;
  }
}

package ai.sympozium.operator.sympoziuminstance;

/** Reasons of the condition {@code Ready} of an instance. */
public enum InstanceReason {
  SKILLS_READY("SkillsReady"),
  SKILLS_NOT_READY("SkillsNotReady");

  private final String value;

  InstanceReason(String value) {
    this.value = value;
  }

  /** Returns the reason as it appears in the condition. */
  public String value() {
    return value;
  }
}

package ai.sympozium.endpoint.run;

/** Message of a conversation. */
public record ChatMessage(Role role, String text) {
  /** Author of a message. */
  public enum Role {
    SYSTEM("system"),
    USER("user"),
    ASSISTANT("assistant");

    private final String value;

    Role(String value) {
      this.value = value;
    }

    public String value() {
      return value;
    }
  }

  public boolean has(Role expected) {
    return role == expected;
  }
}

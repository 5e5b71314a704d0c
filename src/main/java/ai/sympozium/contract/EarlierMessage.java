package ai.sympozium.contract;

/**
 * Message of the conversation that a run continues.
 *
 * @param role {@link #SYSTEM}, {@link #USER} or {@link #ASSISTANT}
 */
public record EarlierMessage(String role, String text) {
  public static final String SYSTEM = "system";
  public static final String USER = "user";
  public static final String ASSISTANT = "assistant";
}

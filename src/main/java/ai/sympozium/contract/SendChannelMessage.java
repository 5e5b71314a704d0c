package ai.sympozium.contract;

/** Arguments and result of the tool {@code send_channel_message}. */
public final class SendChannelMessage {
  /** Arguments. */
  public static final String CHANNEL = "channel";

  public static final String TEXT = "text";
  public static final String CHAT_ID = "chatId";
  public static final String THREAD_ID = "threadId";

  /** Fields of the result: the object, whether it was sent, and the state in a sentence. */
  public static final String NAME = "name";

  public static final String SENT = "sent";
  public static final String MESSAGE = "message";

  private SendChannelMessage() {}
}

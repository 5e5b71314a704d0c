package ai.sympozium.contract;

import java.util.List;

/** Pod, routes and fields that the operator and the connector of an instance agree on. */
public final class ConnectorContract {
  /** Audience of the connector's token. */
  public static final String AUDIENCE = "sympozium.ai/channel";

  public static final String CONTAINER = "channel";

  /** The Secret of the channel. */
  public static final String SETTINGS_PATH = "/run/sympozium/channel";

  /** Comma-separated hosts and ranges of addresses that a webhook may have besides public ones. */
  public static final String ENV_WEBHOOK_ALLOW = "SYMPOZIUM_WEBHOOK_ALLOW";

  /** Returns the messages that are due, at most one of each chat. Waits while there are none. */
  public static final String MESSAGES_PATH = "/v1/channel/messages";

  /** Accepts the outcome of one attempt. */
  public static final String OUTCOME_PATH = "/v1/channel/outcome";

  public static final String MESSAGES = "messages";

  /** Fields of a message. The receiver gets all but the name. */
  public static final String NAME = "name";

  public static final String ID = "id";
  public static final String INSTANCE = "instance";
  public static final String NAMESPACE = "namespace";
  public static final String CHANNEL = "channel";
  public static final String CHAT_ID = "chatId";
  public static final String THREAD_ID = "threadId";
  public static final String TEXT = "text";
  public static final String CREATED_AT = "createdAt";

  public static final List<String> CONTENT =
      List.of(ID, INSTANCE, NAMESPACE, CHANNEL, CHAT_ID, THREAD_ID, TEXT, CREATED_AT);

  /** Fields of an outcome, besides name and id. */
  public static final String OUTCOME = "outcome";

  public static final String REASON = "reason";
  public static final String MESSAGE = "message";
  public static final String RETRY_AFTER = "retryAfterSeconds";

  /** Values of {@link #OUTCOME}. */
  public static final String SENT = "sent";

  public static final String FAILED = "failed";
  public static final String RETRY = "retry";

  private ConnectorContract() {}
}

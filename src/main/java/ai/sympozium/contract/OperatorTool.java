package ai.sympozium.contract;

import java.util.Arrays;
import java.util.Optional;

/**
 * Tools that the operator runs for the agent. The agent writes a request as a file, the bridge
 * sends it to the gateway, and the answer is a file beside the request. The names of the files are
 * those of the original.
 */
public enum OperatorTool {
  /** Sends messages through channels of the run's instance. */
  SEND_CHANNEL_MESSAGE("send_channel_message", "messages", "send-"),

  /** Manages schedules of the run's instance. */
  SCHEDULE_TASK("schedule_task", "schedules", "schedule-");

  private static final String JSON = ".json";
  private static final String ANSWER = ".result.json";

  private final String toolName;
  private final String directory;
  private final String prefix;

  OperatorTool(String toolName, String directory, String prefix) {
    this.toolName = toolName;
    this.directory = directory;
    this.prefix = prefix;
  }

  /** Returns the tool of a name. */
  public static Optional<OperatorTool> of(String name) {
    return Arrays.stream(values()).filter(tool -> tool.toolName.equals(name)).findFirst();
  }

  /** Returns the name of the tool for the model. */
  public String toolName() {
    return toolName;
  }

  /** Returns the directory of requests and answers in the bridge's IPC volume. */
  public String directory() {
    return directory;
  }

  /** Returns the file of a request, which contains the arguments of the tool. */
  public String requestFile(String id) {
    return prefix + id + JSON;
  }

  /** Returns the file of the answer to a request. */
  public String answerFile(String id) {
    return prefix + id + ANSWER;
  }

  /** Returns the start of the names of requests. */
  public String requestPrefix() {
    return prefix;
  }
}

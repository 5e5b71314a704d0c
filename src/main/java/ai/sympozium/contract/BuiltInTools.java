package ai.sympozium.contract;

import java.util.Set;

/** Names of the agent's own tools, which a tool of a skill cannot have. */
public final class BuiltInTools {
  public static final Set<String> NAMES =
      Set.of(
          "execute_command",
          "read_file",
          "write_file",
          "edit_file",
          "list_directory",
          "fetch_url",
          OperatorTool.SEND_CHANNEL_MESSAGE.toolName(),
          OperatorTool.SCHEDULE_TASK.toolName());

  private BuiltInTools() {}
}

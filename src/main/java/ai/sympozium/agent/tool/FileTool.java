package ai.sympozium.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Base of the tools that work on one path. Translates file system errors for the model. */
abstract class FileTool implements Tool {
  static final String HINT_LIST = "List the directory with list_directory.";

  @Override
  public final String subject(ObjectNode arguments) {
    return arguments.path("path").asText("");
  }

  @Override
  public final ToolResult run(ObjectNode arguments) throws ToolException {
    try {
      return run(new ToolArguments(arguments));
    } catch (IOException e) {
      var reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
      throw new ToolException(
          "FileError",
          subject(arguments) + ": " + (reason == null ? e.getClass().getSimpleName() : reason),
          HINT_LIST);
    }
  }

  abstract ToolResult run(ToolArguments arguments) throws ToolException, IOException;
}

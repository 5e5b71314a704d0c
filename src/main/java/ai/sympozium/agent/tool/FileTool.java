package ai.sympozium.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * What the file tools have in common: a path, and failures of the file system that a model
 * understands.
 */
abstract class FileTool implements Tool {
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
          "Look at what is there with list_directory.");
    }
  }

  abstract ToolResult run(ToolArguments arguments) throws ToolException, IOException;
}

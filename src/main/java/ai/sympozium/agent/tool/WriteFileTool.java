package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Writes a whole file. Readers see the old or the new content, never a part. */
public final class WriteFileTool extends FileTool {
  private static final int MAX_BYTES = 1 << 20;

  private final ConfinedFileSystem roots;

  public WriteFileTool(ConfinedFileSystem roots) {
    this.roots = roots;
  }

  @Override
  public String name() {
    return "write_file";
  }

  @Override
  public String description() {
    return "Writes a text file in "
        + roots.writableNames()
        + ". Replaces an existing file and creates missing directories.";
  }

  @Override
  public ObjectNode parameters() {
    return new ToolSchema()
        .requiredString("path", "Path of the file. A relative path starts in /workspace.")
        .requiredString("content", "Whole text of the file, at most 1 MiB.")
        .build();
  }

  @Override
  ToolResult run(ToolArguments arguments) throws ToolException, IOException {
    var content = arguments.required("content").getBytes(UTF_8);
    if (content.length > MAX_BYTES) {
      throw new ToolException(
          "TooLarge",
          "the content has " + content.length + " bytes, more than the maximum of " + MAX_BYTES,
          "Write a shorter text or several files.");
    }
    try (var place = roots.findToWrite(arguments.required("path"))) {
      var attributes = place.attributes();
      if (attributes != null && !attributes.isRegularFile()) {
        throw new ToolException(
            "NotAFile",
            place.path() + " is " + SecureDirectory.kind(attributes) + ", not a file",
            "Use another name.");
      }
      // An executable script stays executable.
      var mode = attributes == null ? SecureDirectory.READABLE : attributes.permissions();
      place.parent().write(place.name(), content, mode);
      return ToolResult.of("wrote " + content.length + " bytes to " + place.path(), false);
    }
  }
}

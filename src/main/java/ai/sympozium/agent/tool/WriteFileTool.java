package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** Writes a whole file, in one step for whoever reads it. */
public final class WriteFileTool extends FileTool {
  private static final int LARGEST = 1 << 20;

  private final ConfinedFileSystem roots;

  /** The tool for these roots. */
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
        + ", over an older one if there is one; makes the directories on the way.";
  }

  @Override
  public ObjectNode parameters() {
    var schema = JsonTrees.object().put("type", "object");
    var properties = schema.putObject("properties");
    properties
        .putObject("path")
        .put("type", "string")
        .put("description", "The file; a relative path begins in /workspace.");
    properties
        .putObject("content")
        .put("type", "string")
        .put("description", "All of the file's text, at most 1 MiB.");
    schema.set("required", JsonTrees.array(List.of("path", "content")));
    schema.put("additionalProperties", false);
    return schema;
  }

  @Override
  ToolResult run(ToolArguments arguments) throws ToolException, IOException {
    var content = arguments.required("content").getBytes(UTF_8);
    if (content.length > LARGEST) {
      throw new ToolException(
          "TooLarge",
          "the content has " + content.length + " bytes; at most " + LARGEST + " are allowed",
          "Write less, or several files.");
    }
    try (var place = roots.findToWrite(arguments.required("path"))) {
      var attributes = place.attributes();
      if (attributes != null && !attributes.isRegularFile()) {
        throw new ToolException(
            "NotAFile",
            place.path() + " is " + SecureDirectory.kind(attributes) + ", not a file",
            "Choose another name.");
      }
      // A script that could be run before can be run after.
      var mode = attributes == null ? SecureDirectory.READABLE : attributes.permissions();
      place.parent().write(place.name(), content, mode);
      return ToolResult.of("wrote " + content.length + " bytes to " + place.path(), false);
    }
  }
}

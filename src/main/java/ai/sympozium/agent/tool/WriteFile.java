package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.ipc.Json;
import ai.sympozium.ipc.OpenDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** Writes a whole file, in one step for whoever reads it. */
public final class WriteFile extends FileTool {
  private static final int LARGEST = 1 << 20;

  private final FileRoots roots;

  /** The tool for these roots. */
  public WriteFile(FileRoots roots) {
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
    var schema = Json.object().put("type", "object");
    var properties = schema.putObject("properties");
    properties
        .putObject("path")
        .put("type", "string")
        .put("description", "The file; a relative path begins in /workspace.");
    properties
        .putObject("content")
        .put("type", "string")
        .put("description", "All of the file's text, at most 1 MiB.");
    schema.set("required", Json.array(List.of("path", "content")));
    schema.put("additionalProperties", false);
    return schema;
  }

  @Override
  ToolResult run(Arguments arguments) throws ToolFailure, IOException {
    var content = arguments.required("content").getBytes(UTF_8);
    if (content.length > LARGEST) {
      throw new ToolFailure(
          "TooLarge",
          "the content has " + content.length + " bytes; at most " + LARGEST + " are allowed",
          "Write less, or several files.");
    }
    try (var place = roots.findToWrite(arguments.required("path"))) {
      var attributes = place.attributes();
      if (attributes != null && !attributes.isRegularFile()) {
        throw new ToolFailure(
            "NotAFile",
            place.path() + " is " + OpenDirectory.kind(attributes) + ", not a file",
            "Choose another name.");
      }
      // A script that could be run before can be run after.
      var mode = attributes == null ? OpenDirectory.READABLE : attributes.permissions();
      place.parent().write(place.name(), content, mode);
      return ToolResult.of("wrote " + content.length + " bytes to " + place.path(), false);
    }
  }
}

package ai.sympozium.agent.tool;

import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.attribute.PosixFileAttributes;

/** Lists the entries of a directory. */
public final class ListDirectoryTool extends FileTool {
  private static final int MAX_ENTRIES = 500;

  private final ConfinedFileSystem roots;

  public ListDirectoryTool(ConfinedFileSystem roots) {
    this.roots = roots;
  }

  @Override
  public String name() {
    return "list_directory";
  }

  @Override
  public String description() {
    return "Lists a directory in "
        + roots.readableNames()
        + ": kind, size in bytes and name of each entry.";
  }

  @Override
  public ObjectNode parameters() {
    return new ToolSchema()
        .requiredString("path", "Path of the directory. A relative path starts in /workspace.")
        .build();
  }

  @Override
  ToolResult run(ToolArguments arguments) throws ToolException, IOException {
    try (var place = roots.find(arguments.required("path"))) {
      var attributes = place.attributes();
      if (attributes == null) {
        throw ConfinedFileSystem.notFound(place.path());
      }
      if (!attributes.isDirectory()) {
        throw new ToolException(
            "NotADirectory",
            place.path() + " is " + SecureDirectory.kind(attributes) + ", not a directory",
            "Use read_file for files.");
      }
      try (var directory = place.parent().child(place.name())) {
        return list(directory);
      }
    }
  }

  private static ToolResult list(SecureDirectory directory) throws IOException {
    var names = directory.names();
    names.sort(null);
    var text = new StringBuilder();
    var shown = Math.min(names.size(), MAX_ENTRIES);
    for (var name : names.subList(0, shown)) {
      try {
        entry(text, name, directory.attributes(name));
      } catch (IOException e) {
        // Another process has deleted it since.
      }
    }
    if (names.isEmpty()) {
      text.append("[the directory is empty]");
    } else if (shown < names.size()) {
      text.append("[the first ").append(shown).append(" of ").append(names.size());
      text.append(" entries]");
    }
    return ToolResult.of(text.toString().stripTrailing(), shown < names.size());
  }

  private static void entry(StringBuilder text, String name, PosixFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      text.append("file ").append(attributes.size()).append(' ');
    } else if (attributes.isDirectory()) {
      text.append("dir - ");
    } else {
      text.append(attributes.isSymbolicLink() ? "link - " : "other - ");
    }
    for (var i = 0; i < name.length(); i++) {
      // A line break in a name could forge an entry.
      text.append(Character.isISOControl(name.charAt(i)) ? '?' : name.charAt(i));
    }
    text.append('\n');
  }
}

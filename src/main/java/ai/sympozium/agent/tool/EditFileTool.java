package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.agent.tool.ConfinedFileSystem.Place;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Replaces texts in a file: all edits of a call, or none. */
public final class EditFileTool extends FileTool {
  private static final int MAX_BYTES = 1 << 20;

  private final ConfinedFileSystem roots;

  public EditFileTool(ConfinedFileSystem roots) {
    this.roots = roots;
  }

  @Override
  public String name() {
    return "edit_file";
  }

  @Override
  public String description() {
    return "Replaces texts in an existing text file in "
        + roots.writableNames()
        + ". The edits apply in their order, each to the result of the one before. If one of them"
        + " fails, the file stays unchanged.";
  }

  @Override
  public ObjectNode parameters() {
    var edit =
        new ToolSchema()
            .requiredString(
                "old_string",
                "Exact text to replace, with white space. It must occur once in the file, unless"
                    + " replace_all is true.")
            .requiredString("new_string", "Text to write instead. Empty to delete.")
            .flag("replace_all", "Whether to replace every occurrence. Default: false.");
    return new ToolSchema()
        .requiredString("path", "Path of the file. A relative path starts in /workspace.")
        .objects("edits", "Replacements, at least one.", edit)
        .require("edits")
        .build();
  }

  @Override
  ToolResult run(ToolArguments arguments) throws ToolException, IOException {
    var edits = new ArrayList<TextEdit>();
    for (var edit : arguments.objects("edits")) {
      edits.add(TextEdit.of(edit, "edits[" + edits.size() + "]"));
    }
    if (edits.isEmpty()) {
      throw ToolArguments.invalid("\"edits\" is missing or empty");
    }
    try (var place = roots.findToEdit(arguments.required("path"))) {
      var before = fileAttributes(place);
      var text = read(place, before);
      var lines = new ArrayList<Integer>();
      for (var edit : edits) {
        var edited = edit.apply(text, place.path());
        text = edited.text();
        lines.addAll(edited.lines());
      }
      write(place, text, before);
      return ToolResult.of(
          "replaced "
              + lines.size()
              + (lines.size() == 1 ? " occurrence in " : " occurrences in ")
              + place.path()
              + ", at "
              + TextEdit.describe(lines),
          false);
    }
  }

  private static PosixFileAttributes fileAttributes(Place place) throws ToolException {
    var attributes = place.attributes();
    if (attributes == null) {
      throw new ToolException(
          "NotFound", place.path() + " does not exist", "Create it with write_file.");
    }
    if (!attributes.isRegularFile()) {
      throw new ToolException(
          "NotAFile",
          place.path() + " is " + SecureDirectory.kind(attributes) + ", not a file",
          "Use another name.");
    }
    if (attributes.size() > MAX_BYTES) {
      throw tooLarge(place, attributes.size());
    }
    return attributes;
  }

  private static String read(Place place, PosixFileAttributes attributes)
      throws ToolException, IOException {
    var bytes = place.parent().read(place.name(), MAX_BYTES);
    try {
      var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // Reported below.
    }
    throw new ToolException(
        "NotText",
        place.path() + " is a binary file of " + attributes.size() + " bytes",
        "Change it with a program, by execute_command.");
  }

  private static void write(Place place, String text, PosixFileAttributes before)
      throws ToolException, IOException {
    var content = text.getBytes(UTF_8);
    if (content.length > MAX_BYTES) {
      throw tooLarge(place, content.length);
    }
    // A skill can write the same file. A change in the moment between check and rename is lost.
    if (!isSame(before, attributes(place))) {
      throw new ToolException(
          "FileChanged",
          place.path() + " was changed by another program during the edit",
          "Read the file again and repeat the edit.");
    }
    place.parent().write(place.name(), content, before.permissions());
  }

  private static @Nullable PosixFileAttributes attributes(Place place) {
    try {
      return place.parent().attributes(place.name());
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isSame(PosixFileAttributes before, @Nullable PosixFileAttributes now) {
    return now != null
        && Objects.equals(before.fileKey(), now.fileKey())
        && before.size() == now.size()
        && before.lastModifiedTime().equals(now.lastModifiedTime());
  }

  private static ToolException tooLarge(Place place, long bytes) {
    return new ToolException(
        "TooLarge",
        place.path() + " has " + bytes + " bytes, more than the maximum of " + MAX_BYTES,
        "Change it with a program, by execute_command.");
  }
}

package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.Channels;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/** Reads a file, in pages when it is long. */
public final class ReadFileTool extends FileTool {
  private static final int PAGE = 32 << 10;
  private static final int LARGEST_PAGE = 64 << 10;
  private static final int SMALLEST_PAGE = 16;

  private final ConfinedFileSystem roots;

  /** The tool for these roots. */
  public ReadFileTool(ConfinedFileSystem roots) {
    this.roots = roots;
  }

  @Override
  public String name() {
    return "read_file";
  }

  @Override
  public String description() {
    return "Reads a text file in "
        + roots.readableNames()
        + ". A long file is given in pages; the end of a page says where the next begins.";
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
        .putObject("offset")
        .put("type", "integer")
        .put("default", 0)
        .put("description", "First byte to read; a negative number counts from the end.");
    properties
        .putObject("limit")
        .put("type", "integer")
        .put("minimum", SMALLEST_PAGE)
        .put("maximum", LARGEST_PAGE)
        .put("default", PAGE)
        .put("description", "Most bytes to read.");
    schema.set("required", JsonTrees.array(List.of("path")));
    schema.put("additionalProperties", false);
    return schema;
  }

  @Override
  ToolResult run(ToolArguments arguments) throws ToolException, IOException {
    var offset = arguments.number("offset", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    var limit = (int) arguments.number("limit", PAGE, SMALLEST_PAGE, LARGEST_PAGE);
    try (var place = roots.find(arguments.required("path"))) {
      var attributes = place.attributes();
      if (attributes == null) {
        throw ConfinedFileSystem.notThere(place.path());
      }
      if (!attributes.isRegularFile()) {
        throw new ToolException(
            "NotAFile",
            place.path() + " is " + SecureDirectory.kind(attributes) + ", not a file",
            "Use list_directory for directories.");
      }
      try (var file = place.parent().openFile(place.name())) {
        return page(file, offset, limit);
      }
    }
  }

  private static ToolResult page(SeekableByteChannel file, long offset, int limit)
      throws ToolException, IOException {
    var size = file.size();
    if (size == 0) {
      return ToolResult.of("[the file is empty]", false);
    }
    if (offset >= size) {
      throw new ToolException(
          "PastTheEnd",
          "the file has " + size + " bytes only",
          "Use an offset below " + size + ", or a negative one for the end.");
    }
    var from = offset < 0 ? Math.max(0, size + offset) : offset;
    var bytes = Channels.read(file, from, limit);
    if (from > 0) {
      var whole = TruncatedText.withoutBrokenStart(bytes);
      from += bytes.remaining() - whole.remaining();
      bytes = whole;
    }
    if (from + bytes.remaining() < size) {
      bytes = wholeLines(TruncatedText.withoutBrokenEnd(bytes));
    }
    var to = from + bytes.remaining();
    var text = UTF_8.decode(bytes).toString();
    if (from == 0 && to >= size) {
      return ToolResult.of(text, false);
    }
    var more = to < size ? "; read on with offset " + to : "; this is the end";
    var note = "[bytes " + from + " to " + to + " of " + size + more + "]";
    return ToolResult.of(text + (text.endsWith("\n") ? "" : "\n") + note, true);
  }

  /** Ends a page after a line, unless that made it much shorter. */
  private static ByteBuffer wholeLines(ByteBuffer bytes) {
    for (var i = bytes.remaining() - 1; i > bytes.remaining() / 2; i--) {
      if (bytes.get(bytes.position() + i) == '\n') {
        return bytes.slice(bytes.position(), i + 1);
      }
    }
    return bytes;
  }
}

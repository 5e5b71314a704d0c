package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.sympozium.base.Channels;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** Reads a file, page by page if it is long. */
public final class ReadFileTool extends FileTool {
  private static final int DEFAULT_LINES = 1_000;
  private static final int MAX_LINES = 10_000;

  /** Beginning of a file that shows whether it is text. */
  private static final int SNIFFED_BYTES = 8 << 10;

  private final ConfinedFileSystem roots;
  private final SecretMasker masker;

  public ReadFileTool(ConfinedFileSystem roots, SecretMasker masker) {
    this.roots = roots;
    this.masker = masker;
  }

  @Override
  public String name() {
    return "read_file";
  }

  @Override
  public String description() {
    return "Reads a text file in "
        + roots.readableNames()
        + ". A long file has pages; the end of a page names the offset of the next.";
  }

  @Override
  public ObjectNode parameters() {
    return new ToolSchema()
        .requiredString("path", "Path of the file. A relative path starts in /workspace.")
        .integer("offset", "First line to read. A negative number counts from the end.", 1)
        .integer("limit", "Maximum number of lines.", DEFAULT_LINES, 1, MAX_LINES)
        .integer(
            "byteOffset",
            "First byte to read, instead of a line, within a long line. A negative number counts"
                + " from the end.")
        .build();
  }

  @Override
  ToolResult run(ToolArguments arguments) throws ToolException, IOException {
    var line = arguments.number("offset", 1, Long.MIN_VALUE, Long.MAX_VALUE);
    var limit = (int) arguments.number("limit", DEFAULT_LINES, 1, MAX_LINES);
    try (var place = roots.find(arguments.required("path"))) {
      var attributes = place.attributes();
      if (attributes == null) {
        throw ConfinedFileSystem.notFound(place.path());
      }
      if (!attributes.isRegularFile()) {
        throw new ToolException(
            "NotAFile",
            place.path() + " is " + SecureDirectory.kind(attributes) + ", not a file",
            "Use list_directory for directories.");
      }
      try (var file = place.parent().openFile(place.name())) {
        var size = file.size();
        if (size == 0) {
          return ToolResult.of("[the file is empty]", false);
        }
        if (isBinary(file)) {
          return ToolResult.of(
              "[binary file of " + size + " bytes: read_file returns text only]", false);
        }
        var pages = new FilePages(file, size, masker);
        return arguments.has("byteOffset")
            ? bytes(pages, arguments.number("byteOffset", 0, Long.MIN_VALUE, Long.MAX_VALUE))
            : lines(pages, line, limit);
      }
    }
  }

  private static ToolResult lines(FilePages pages, long given, int limit)
      throws ToolException, IOException {
    var count = pages.lines();
    var first = given < 0 ? Math.max(1, count + given + 1) : Math.max(1, given);
    if (first > count) {
      throw outOfRange("the file has only " + count + " lines", "offset", count);
    }
    var page = pages.from(pages.startOfLine(first), limit);
    if (first == 1 && page.isLast()) {
      return ToolResult.of(page.text(), false);
    }
    var last = first + page.lines() - 1;
    var note = "lines " + first + " to " + last + " of " + count;
    if (page.isLast()) {
      return noted(page, note + "; end of file");
    }
    return noted(
        page,
        page.endsLine()
            ? note + "; continue with offset " + (last + 1)
            : note + "; the last line continues with byteOffset " + page.to());
  }

  private static ToolResult bytes(FilePages pages, long given) throws ToolException, IOException {
    if (given >= pages.size()) {
      throw outOfRange("the file has only " + pages.size() + " bytes", "byteOffset", pages.size());
    }
    var page = pages.from(given < 0 ? Math.max(0, pages.size() + given) : given, MAX_LINES);
    if (page.from() == 0 && page.isLast()) {
      return ToolResult.of(page.text(), false);
    }
    var note = "bytes " + page.from() + " to " + page.to() + " of " + pages.size();
    if (page.isLast()) {
      return noted(page, note + "; end of file");
    }
    return noted(
        page,
        note
            + (page.endsLine() ? "; continue" : "; the last line continues")
            + " with byteOffset "
            + page.to());
  }

  private static ToolResult noted(FilePages.Page page, String note) {
    var text = page.text();
    return ToolResult.of(text + (text.endsWith("\n") ? "" : "\n") + "[" + note + "]", true);
  }

  private static ToolException outOfRange(String message, String argument, long limit) {
    return new ToolException(
        "OffsetOutOfRange",
        message,
        "Use a smaller " + argument + " than " + limit + ", or a negative one for the end.");
  }

  private static boolean isBinary(SeekableByteChannel file) throws IOException {
    var start = Channels.read(file, 0, SNIFFED_BYTES);
    return ISO_8859_1.decode(start).toString().indexOf('\0') >= 0;
  }
}

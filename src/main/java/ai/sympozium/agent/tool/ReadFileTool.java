package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.Channels;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reads a file, page by page if it is long. */
public final class ReadFileTool extends FileTool {
  private static final int DEFAULT_PAGE_BYTES = 32 << 10;
  private static final int MAX_PAGE_BYTES = 64 << 10;
  private static final int MIN_PAGE_BYTES = 16;

  /** Bytes before and after a page, in which a secret can begin or end. */
  private static final int CONTEXT_BYTES = 16 << 10;

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
        .integer("offset", "First byte to read. A negative number counts from the end.", 0)
        .integer(
            "limit", "Maximum number of bytes.", DEFAULT_PAGE_BYTES, MIN_PAGE_BYTES, MAX_PAGE_BYTES)
        .build();
  }

  @Override
  ToolResult run(ToolArguments arguments) throws ToolException, IOException {
    var offset = arguments.number("offset", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    var limit = (int) arguments.number("limit", DEFAULT_PAGE_BYTES, MIN_PAGE_BYTES, MAX_PAGE_BYTES);
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
        return page(file, offset, limit);
      }
    }
  }

  private ToolResult page(SeekableByteChannel file, long offset, int limit)
      throws ToolException, IOException {
    var size = file.size();
    if (size == 0) {
      return ToolResult.of("[the file is empty]", false);
    }
    if (offset >= size) {
      throw new ToolException(
          "OffsetOutOfRange",
          "the file has only " + size + " bytes",
          "Use an offset below " + size + ", or a negative offset for the end.");
    }
    var from = offset < 0 ? Math.max(0, size + offset) : offset;
    var bytes = masked(file, from, limit);
    if (from > 0) {
      var whole = TruncatedText.withoutBrokenStart(bytes);
      from += bytes.remaining() - whole.remaining();
      bytes = whole;
    }
    if (from + bytes.remaining() < size) {
      bytes = withoutPartialLine(TruncatedText.withoutBrokenEnd(bytes));
    }
    var to = from + bytes.remaining();
    var text = UTF_8.decode(bytes).toString();
    if (from == 0 && to >= size) {
      return ToolResult.of(text, false);
    }
    var more = to < size ? "; continue with offset " + to : "; end of file";
    var note = "[bytes " + from + " to " + to + " of " + size + more + "]";
    return ToolResult.of(text + (text.endsWith("\n") ? "" : "\n") + note, true);
  }

  private ByteBuffer masked(SeekableByteChannel file, long from, int limit) throws IOException {
    var before = (int) Math.min(from, CONTEXT_BYTES);
    var bytes = Channels.read(file, from - before, before + limit + CONTEXT_BYTES);
    masker.mask(bytes.array());
    return bytes.slice(before, Math.clamp(bytes.limit() - before, 0, limit));
  }

  /** Ends a page after a line, unless the page would become less than half as long. */
  private static ByteBuffer withoutPartialLine(ByteBuffer bytes) {
    for (var i = bytes.remaining() - 1; i > bytes.remaining() / 2; i--) {
      if (bytes.get(bytes.position() + i) == '\n') {
        return bytes.slice(bytes.position(), i + 1);
      }
    }
    return bytes;
  }
}

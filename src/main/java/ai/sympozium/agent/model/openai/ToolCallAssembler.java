package ai.sympozium.agent.model.openai;

import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Assembles tool calls from the chunks of a stream.
 *
 * <p>Neither index nor id identifies a call alone: some servers send no index, or 0 for every call,
 * or another id in each chunk, or the id late. A chunk starts a call only if it has a name and what
 * came before is complete.
 */
final class ToolCallAssembler {
  private static final Set<String> CALL = Set.of("id", "type", "index", "function");
  private static final Set<String> FUNCTION = Set.of("name", "arguments");
  private static final long NO_INDEX = -1;

  private final List<String> tools;
  private final List<PartialCall> calls = new ArrayList<>();

  ToolCallAssembler(List<String> tools) {
    this.tools = tools;
  }

  /** A tool call that is not complete yet. */
  private static final class PartialCall {
    private long index;
    private String id;
    private String tool = "";
    private final StringBuilder arguments = new StringBuilder();
    private final ObjectNode members = JsonTrees.object();

    PartialCall(long index, String id) {
      this.index = index;
      this.id = id;
    }

    boolean hasCompleteArguments() {
      try {
        return JsonTrees.read(arguments.toString()).isObject();
      } catch (IOException e) {
        return false;
      }
    }
  }

  void add(JsonNode chunk) throws JsonShapeException {
    var function = chunk.path("function").isObject() ? chunk.path("function") : chunk;
    var piece =
        new Piece(
            index(chunk),
            orEmpty(text(chunk, "id")),
            orEmpty(text(function, "name")),
            arguments(function.path("arguments")));
    var call = find(piece);
    if (call == null) {
      call = new PartialCall(piece.index(), piece.id());
      calls.add(call);
    }
    append(piece, call);
    MemberMerger.merge(call.members, chunk, function == chunk ? FUNCTION : CALL);
  }

  /** Returns the calls. Two calls never have the same id. */
  List<ToolCall> calls() {
    var ids = new HashSet<String>();
    var complete = new ArrayList<ToolCall>();
    for (var call : calls) {
      var id = !call.id.isEmpty() && ids.add(call.id) ? call.id : ToolCall.newId();
      var arguments = call.arguments.toString();
      complete.add(
          new ToolCall(id, call.tool, arguments.isBlank() ? "{}" : arguments, call.members));
    }
    return complete;
  }

  private record Piece(long index, String id, String name, String arguments) {}

  /** Returns the call that a piece continues, or null if it starts one. */
  private @Nullable PartialCall find(Piece piece) {
    PartialCall candidate = null;
    for (var call : calls) {
      var sameIndex = piece.index() != NO_INDEX && call.index == piece.index();
      var sameId = !piece.id().isEmpty() && call.id.equals(piece.id());
      if (sameIndex && sameId) {
        candidate = call;
        break;
      }
      if (sameIndex || sameId || isUnnamed(piece) && candidate == null) {
        candidate = call;
      }
    }
    if (candidate == null && !calls.isEmpty()) {
      var last = calls.getLast();
      var comparable = last.index == NO_INDEX || piece.index() == NO_INDEX;
      candidate = comparable || isUnnamed(piece) ? last : null;
    }
    return candidate == null || starts(piece, candidate) ? null : candidate;
  }

  /** A piece with neither name nor id cannot start a call. */
  private static boolean isUnnamed(Piece piece) {
    return piece.name().isEmpty() && piece.id().isEmpty();
  }

  private boolean starts(Piece piece, PartialCall call) {
    if (piece.name().isEmpty() || call.tool.isEmpty()) {
      return false;
    }
    var otherIndex =
        piece.index() != NO_INDEX && call.index != NO_INDEX && call.index != piece.index();
    var otherId = !piece.id().isEmpty() && !call.id.isEmpty() && !call.id.equals(piece.id());
    if (otherIndex) {
      return true;
    }
    if (call.arguments.toString().isBlank()) {
      return !piece.name().equals(call.tool) && !continuesName(call.tool, piece.name())
          || piece.name().equals(call.tool) && otherId && tools.contains(call.tool);
    }
    return call.hasCompleteArguments() && (otherId || !piece.arguments().isBlank());
  }

  private boolean continuesName(String begun, String piece) {
    return !tools.contains(begun)
        || tools.stream().anyMatch(tool -> tool.startsWith(begun + piece));
  }

  private void append(Piece piece, PartialCall call) {
    if (call.id.isEmpty()) {
      call.id = piece.id();
    }
    if (call.index == NO_INDEX) {
      call.index = piece.index();
    }
    var repeated = piece.name().equals(call.tool);
    if (!repeated && (call.tool.isEmpty() || call.arguments.toString().isBlank())) {
      call.tool += piece.name();
    }
    call.arguments.append(piece.arguments());
  }

  private static long index(JsonNode chunk) throws JsonShapeException {
    return Math.max(NO_INDEX, JsonTrees.number(chunk, "index", NO_INDEX));
  }

  private static @Nullable String text(JsonNode object, String name) throws JsonShapeException {
    var value = object.path(name);
    return value.isNumber() ? value.asText() : JsonTrees.text(object, name);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String arguments(JsonNode arguments) {
    if (arguments.isTextual()) {
      return arguments.textValue();
    }
    return arguments.isObject() ? JsonTrees.write(arguments) : "";
  }
}

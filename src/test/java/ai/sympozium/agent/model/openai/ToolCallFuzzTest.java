package ai.sympozium.agent.model.openai;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Splits tool calls at random, as servers do, and expects the same calls. */
class ToolCallFuzzTest {
  private static final List<String> TOOLS = List.of("list_directory", "read_file", "write_file");
  private static final int ROUNDS = 3_000;

  /** How a server identifies the pieces of its calls. */
  private enum Numbering {
    STANDARD,
    NO_INDEX,
    INDEX_ZERO,
    NO_ID,
    ID_ONCE,
    ID_LATE,
    ID_IN_EACH_CHUNK
  }

  @Test
  void shouldAssembleSameCallsWhateverTheSplits() throws JsonShapeException {
    long seed = TestSeed.VALUE;
    var random = new Random(seed);
    for (var round = 0; round < ROUNDS; round++) {
      var numbering = Numbering.values()[random.nextInt(Numbering.values().length)];
      var expected = calls(random);
      var chunks = new ArrayList<ObjectNode>();
      for (var i = 0; i < expected.size(); i++) {
        chunks.addAll(split(expected.get(i), i, numbering, random));
      }
      var assembler = new ToolCallAssembler(TOOLS);

      for (var chunk : chunks) {
        assembler.add(chunk);
      }

      assertThat(assembler.calls())
          .as("seed %s, round %s, %s: %s", seed, round, numbering, chunks)
          .extracting(ToolCall::tool, ToolCall::arguments)
          .containsExactlyElementsOf(
              expected.stream()
                  .map(c -> org.assertj.core.groups.Tuple.tuple(c.tool(), c.arguments()))
                  .toList());
    }
  }

  private static List<ToolCall> calls(Random random) {
    var calls = new ArrayList<ToolCall>();
    for (var i = 0; i <= random.nextInt(3); i++) {
      var arguments = JsonTrees.object();
      arguments.put("path", "dir{\"" + random.nextInt(100) + "}\u00fc\n");
      if (random.nextBoolean()) {
        arguments.putObject("nested").put("a", random.nextInt());
      }
      calls.add(
          new ToolCall(
              "id" + i, TOOLS.get(random.nextInt(TOOLS.size())), JsonTrees.write(arguments)));
    }
    return calls;
  }

  private static List<ObjectNode> split(
      ToolCall call, int index, Numbering numbering, Random random) {
    var chunks = new ArrayList<ObjectNode>();
    var rest = call.arguments();
    var number = 0;
    while (!rest.isEmpty() || number == 0) {
      var size = number == 0 && random.nextBoolean() ? 0 : 1 + random.nextInt(rest.length());
      var chunk = JsonTrees.object();
      if (numbering != Numbering.NO_INDEX) {
        chunk.put("index", numbering == Numbering.INDEX_ZERO ? 0 : index);
      }
      var id = id(call, numbering, number);
      if (!id.isEmpty()) {
        chunk.put("id", id);
      }
      var function = chunk.putObject("function");
      if (number == 0) {
        function.put("name", call.tool());
      }
      function.put("arguments", rest.substring(0, size));
      rest = rest.substring(size);
      chunks.add(chunk);
      number++;
    }
    return chunks;
  }

  private static String id(ToolCall call, Numbering numbering, int number) {
    return switch (numbering) {
      case NO_ID -> "";
      case ID_ONCE -> number == 0 ? call.id() : "";
      case ID_LATE -> number == 0 ? "" : call.id();
      case ID_IN_EACH_CHUNK -> call.id() + "-" + number;
      default -> call.id();
    };
  }
}

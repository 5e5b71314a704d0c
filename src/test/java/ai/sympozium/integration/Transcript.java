package ai.sympozium.integration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Lines of a transcript to replay. */
final class Transcript {
  /**
   * A shell loop that ends when the test makes the file /workspace/go, so that a run stays at work.
   */
  static final String UNTIL_GO = "until [ -e /workspace/go ]; do sleep 0.1; done; echo went";

  private Transcript() {}

  /** The model asks for a command in the only skill. */
  static String command(String command) {
    return call("execute_command", arguments().put("command", command).put("timeout", 120));
  }

  /** The model asks for a command in one of several skills. */
  static String command(String skill, String command) {
    return call(
        "execute_command",
        arguments().put("command", command).put("timeout", 120).put("skill", skill));
  }

  static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String call(String tool, ObjectNode arguments) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("role", "assistant").putNull("content");
    ObjectNode call = line.putArray("tool_calls").addObject();
    call.put("id", "call_" + Integer.toHexString(arguments.hashCode())).put("type", "function");
    call.putObject("function").put("name", tool).put("arguments", arguments.toString());
    return line.toString();
  }

  /** The final answer of the model. */
  static String answer(String text) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("role", "assistant")
        .put("content", text)
        .toString();
  }
}

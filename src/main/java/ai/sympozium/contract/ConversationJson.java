package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the earlier messages of an agent's input. */
final class ConversationJson {
  private static final String ROLE = "role";
  private static final String TEXT = "text";

  private ConversationJson() {}

  static List<EarlierMessage> read(JsonNode input, String name) throws IOException {
    var messages = new ArrayList<EarlierMessage>();
    for (var message : JsonTrees.array(input, name)) {
      messages.add(
          new EarlierMessage(
              JsonTrees.requiredText(message, ROLE), JsonTrees.requiredText(message, TEXT)));
    }
    return messages;
  }

  static void write(List<EarlierMessage> messages, ObjectNode input, String name) {
    if (!messages.isEmpty()) {
      var array = input.putArray(name);
      messages.forEach(
          message -> array.addObject().put(ROLE, message.role()).put(TEXT, message.text()));
    }
  }
}

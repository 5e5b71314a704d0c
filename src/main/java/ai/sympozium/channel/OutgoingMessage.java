package ai.sympozium.channel;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.ConnectorContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * A message that is due.
 *
 * @param name of the object
 * @param id UID of the object, which is the idempotency key
 * @param content what the receiver gets
 */
record OutgoingMessage(String name, String id, ObjectNode content) {
  static OutgoingMessage of(JsonNode json) throws IOException {
    var content = JsonTrees.object();
    for (var field : ConnectorContract.CONTENT) {
      var value = JsonTrees.text(json, field);
      if (value != null) {
        content.put(field, value);
      }
    }
    return new OutgoingMessage(
        JsonTrees.requiredText(json, ConnectorContract.NAME),
        JsonTrees.requiredText(json, ConnectorContract.ID),
        content);
  }

  /** Returns the body, which is the same for each attempt. */
  byte[] body() {
    return JsonTrees.writeBytes(content);
  }
}

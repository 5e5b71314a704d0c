package ai.sympozium.operator.gateway.report;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Report of a bridge. A pod is not trusted, so values that no result has are skipped while they are
 * read.
 *
 * @param result texts and numbers of the result and of its metrics, or null if the agent itself has
 *     not completed the run
 */
record BridgeReport(@Nullable ObjectNode result, String transcript) {
  private static final String METRICS = "metrics";

  /** A result has six members, and its metrics have five. */
  private static final int MAX_MEMBERS = 32;

  boolean complete() {
    return result != null;
  }

  /** Reads one report. */
  static BridgeReport read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "the body is not a JSON object");
    }
    boolean complete = false;
    @Nullable ObjectNode result = null;
    String transcript = "";
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case GatewayApi.COMPLETE -> complete = parser.getValueAsBoolean(false);
        case GatewayApi.TRANSCRIPT -> transcript = parser.getValueAsString("");
        case GatewayApi.RESULT ->
            result = value == JsonToken.START_OBJECT ? members(parser, true) : null;
        default -> {
          // Of a newer bridge.
        }
      }
      parser.skipChildren();
    }
    return new BridgeReport(complete ? result : null, transcript);
  }

  private static ObjectNode members(JsonParser parser, boolean outer) throws IOException {
    ObjectNode members = JsonTrees.object();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (outer && value == JsonToken.START_OBJECT && METRICS.equals(name)) {
        members.set(name, members(parser, false));
      } else if (value.isScalarValue() && members.size() < MAX_MEMBERS) {
        members.set(name, parser.<JsonNode>readValueAsTree());
      }
      parser.skipChildren();
    }
    return members;
  }
}

package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Builds the objects of a response.
 *
 * @param runId id of the run
 * @param created Unix time in seconds
 * @param instructions system message for this response only, or null
 */
record ResponseJson(
    String runId, long created, ResponseContext context, @Nullable String instructions) {
  private static final String PREFIX = "resp_";

  static String id(String runId) {
    return PREFIX + runId;
  }

  /** Returns the id of the run of a response; the text itself if it is no id of a response. */
  static String runId(String id) {
    return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
  }

  String itemId() {
    return "msg_" + runId;
  }

  /** Builds a response that has no result yet. */
  ObjectNode open(String status) {
    var json =
        JsonTrees.object()
            .put("id", id(runId))
            .put("object", "response")
            .put("created_at", created)
            .put("status", status)
            .put("background", context.background())
            .putNull("error")
            .putNull("incomplete_details")
            .put("instructions", instructions)
            .put("max_output_tokens", context.maxOutputTokens())
            .putNull("max_tool_calls")
            .put("model", context.model());
    json.putArray("output");
    json.put("parallel_tool_calls", true)
        .put("previous_response_id", context.previous())
        .put("service_tier", "default")
        .put("store", context.stored())
        .put("temperature", 1.0)
        .put("tool_choice", "auto");
    json.putObject("reasoning").putNull("effort").putNull("summary");
    json.putObject("text").putObject("format").put("type", "text");
    json.putArray("tools");
    json.put("top_logprobs", 0)
        .put("top_p", 1.0)
        .put("truncation", "disabled")
        .putNull("usage")
        .put("user", context.user());
    json.set("metadata", context.metadataJson());
    return json;
  }

  /** Builds the response of a finished run. */
  ObjectNode finished(EndpointRunResult result) {
    var json = open(status(result));
    if (result.isSuccess() || !result.text().isEmpty()) {
      json.withArray("output").add(message(result.text(), itemStatus(result)));
    }
    if (result.stopReason() == StopReason.LENGTH) {
      json.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    if (!result.isSuccess()) {
      json.putObject("error")
          .put("code", "server_error")
          .put("message", RunErrors.of(result).message());
    }
    json.set("usage", usage(result.usage()));
    return json;
  }

  ObjectNode message(String text, String status) {
    var message =
        JsonTrees.object()
            .put("id", itemId())
            .put("type", "message")
            .put("status", status)
            .put("role", "assistant");
    message.putArray("content").add(part(text));
    return message;
  }

  /** Builds the message of the assistant before it has content. */
  ObjectNode emptyMessage() {
    var message = message("", "in_progress");
    message.putArray("content");
    return message;
  }

  static ObjectNode part(String text) {
    var part = JsonTrees.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  static ObjectNode deleted(String id) {
    return JsonTrees.object().put("id", id).put("object", "response").put("deleted", true);
  }

  /** Builds the list of the messages that the agent got. */
  static ObjectNode inputItems(String runId, Conversation conversation) {
    var json = JsonTrees.object().put("object", "list");
    var data = json.putArray("data");
    var number = 0;
    for (ChatMessage message : conversation.messages()) {
      var item =
          data.addObject()
              .put("id", "msg_" + runId + "_" + number++)
              .put("type", "message")
              .put("status", "completed")
              .put("role", message.role().value());
      item.putArray("content").addObject().put("type", "input_text").put("text", message.text());
    }
    return json.put("first_id", data.path(0).path("id").asText())
        .put("last_id", data.path(data.size() - 1).path("id").asText())
        .put("has_more", false);
  }

  static String status(EndpointRunResult result) {
    return switch (result.stopReason()) {
      case CANCELLED -> "cancelled";
      case LENGTH -> "incomplete";
      case STOP, LIMIT, ERROR -> result.isSuccess() ? "completed" : "failed";
    };
  }

  static String itemStatus(EndpointRunResult result) {
    return status(result).equals("completed") ? "completed" : "incomplete";
  }

  private static ObjectNode usage(Usage usage) {
    var json = JsonTrees.object().put("input_tokens", usage.input());
    json.putObject("input_tokens_details").put("cached_tokens", 0);
    json.put("output_tokens", usage.output());
    json.putObject("output_tokens_details").put("reasoning_tokens", 0);
    return json.put("total_tokens", usage.total());
  }
}

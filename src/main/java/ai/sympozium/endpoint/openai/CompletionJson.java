package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Builds the objects of a chat completion.
 *
 * @param created Unix time in seconds
 */
record CompletionJson(String id, String model, long created) {
  /** Builds the response that is not streamed. */
  ObjectNode completion(EndpointRunResult result) {
    var json = common("chat.completion");
    var choice = json.putArray("choices").addObject().put("index", 0);
    var message = choice.putObject("message");
    message.put("role", "assistant").put("content", result.text()).putNull("refusal");
    message.putArray("annotations");
    choice.putNull("logprobs").put("finish_reason", finishReason(result));
    json.set("usage", usage(result.usage()));
    return json;
  }

  /** Builds the first chunk of a stream. */
  ObjectNode start() {
    var json = common("chat.completion.chunk");
    choice(json).putObject("delta").put("role", "assistant").put("content", "").putNull("refusal");
    return json;
  }

  ObjectNode text(String delta) {
    var json = common("chat.completion.chunk");
    choice(json).putObject("delta").put("content", delta);
    return json;
  }

  ObjectNode finish(EndpointRunResult result) {
    var json = common("chat.completion.chunk");
    choice(json).put("finish_reason", finishReason(result)).putObject("delta");
    return json;
  }

  /** Builds the last chunk of a stream with usage. */
  ObjectNode usageChunk(Usage usage) {
    var json = common("chat.completion.chunk");
    json.putArray("choices");
    json.set("usage", usage(usage));
    return json;
  }

  private ObjectNode common(String object) {
    return JsonTrees.object()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model)
        .put("service_tier", "default")
        .putNull("system_fingerprint");
  }

  private static ObjectNode choice(ObjectNode json) {
    return json.putArray("choices")
        .addObject()
        .put("index", 0)
        .putNull("logprobs")
        .putNull("finish_reason");
  }

  private static String finishReason(EndpointRunResult result) {
    return result.stopReason() == StopReason.STOP ? "stop" : "length";
  }

  private static ObjectNode usage(Usage usage) {
    var json =
        JsonTrees.object()
            .put("prompt_tokens", usage.input())
            .put("completion_tokens", usage.output())
            .put("total_tokens", usage.total());
    json.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
    json.putObject("completion_tokens_details")
        .put("reasoning_tokens", 0)
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return json;
  }
}

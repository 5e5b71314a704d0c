package ai.sympozium.endpoint.openai;

import ai.sympozium.endpoint.run.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * Request for a chat completion.
 *
 * @param includeUsage whether a stream ends with the usage of tokens
 * @param maxTokens limit of the answer, or null
 */
record ChatRequest(
    String model,
    Conversation conversation,
    boolean stream,
    boolean includeUsage,
    @Nullable Long maxTokens) {

  static ChatRequest read(byte[] body) {
    var request = RequestObject.parse(body);
    var model = ModelNames.read(request);
    ParameterRules.CHAT.check(request);
    var stream = request.flag("stream");
    var options = request.object("stream_options");
    if (options != null && !stream) {
      throw OpenAiException.invalid(
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
          "stream_options",
          null);
    }
    request.text("user");
    request.metadata();
    var maxTokens = request.integer("max_completion_tokens", 1);
    var older = request.integer("max_tokens", 1);
    return new ChatRequest(
        model,
        ChatMessages.read(request),
        stream,
        options != null && options.flag("include_usage"),
        maxTokens == null ? older : maxTokens);
  }
}

package ai.sympozium.endpoint.run;

import ai.sympozium.contract.RequestedCall;
import org.jspecify.annotations.Nullable;

/**
 * Run that a client requests.
 *
 * @param id 16 lower-case hexadecimal digits
 * @param client name of the client
 * @param request identifies client and request, to recognize a repeated request
 * @param context text that is stored with the run
 * @param maxOutputTokens limit of the answer, or null
 * @param toolCall call that replaces the work of the model, or null
 */
public record NewRun(
    String id,
    String client,
    String request,
    String context,
    Conversation conversation,
    @Nullable Long maxOutputTokens,
    @Nullable RequestedCall toolCall) {
  /** Creates a run that a model performs. */
  public NewRun(
      String id,
      String client,
      String request,
      String context,
      Conversation conversation,
      @Nullable Long maxOutputTokens) {
    this(id, client, request, context, conversation, maxOutputTokens, null);
  }
}

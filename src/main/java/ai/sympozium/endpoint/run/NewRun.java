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
 * @param endsWithReplica whether the run is cancelled when the replica that created it is killed
 */
public record NewRun(
    String id,
    String client,
    String request,
    String context,
    Conversation conversation,
    @Nullable Long maxOutputTokens,
    @Nullable RequestedCall toolCall,
    boolean endsWithReplica) {

  /** Creates a run that a model performs, and whose client waits for it at one replica. */
  public NewRun(
      String id,
      String client,
      String request,
      String context,
      Conversation conversation,
      @Nullable Long maxOutputTokens) {
    this(id, client, request, context, conversation, maxOutputTokens, null, true);
  }

  /** Returns a run that continues although the replica is killed. */
  NewRun withoutReplica() {
    return new NewRun(id, client, request, context, conversation, maxOutputTokens, toolCall, false);
  }
}

package ai.sympozium.operator.gateway;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.channel.DeliveryReport;
import ai.sympozium.operator.channel.DeliveryReport.Outcome;
import ai.sympozium.operator.channel.MessageQueue;
import ai.sympozium.operator.gateway.authentication.ConnectorCaller;
import ai.sympozium.operator.gateway.authentication.ConnectorOnly;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives messages to the connectors of instances and accepts the outcomes. */
@Path("")
public class ChannelResource {
  /** Shorter than the wait of a connector for a response. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(7);

  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);
  private static final Pattern REASON = Pattern.compile("[A-Za-z]{1,64}");

  private final ConnectorCaller caller;
  private final MessageQueue queue;

  ChannelResource(ConnectorCaller caller, MessageQueue queue) {
    this.caller = caller;
    this.queue = queue;
  }

  @POST
  @Path(ConnectorContract.MESSAGES_PATH)
  @ConnectorOnly
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public ObjectNode messages() {
    SympoziumInstance instance = caller.instance();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var messages = answer.putArray(ConnectorContract.MESSAGES);
    try {
      queue.awaitDue(instance, MAX_WAIT).forEach(message -> messages.add(toJson(message)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }

  @POST
  @Path(ConnectorContract.OUTCOME_PATH)
  @ConnectorOnly
  @RunOnVirtualThread
  public void outcome(@Nullable JsonNode outcome) {
    if (outcome == null || !outcome.isObject()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "the body is not a JSON object");
    }
    if (!queue.store(caller.instance(), report(outcome))) {
      throw new GatewayException(ErrorCode.NOT_FOUND, "the message does not exist");
    }
  }

  private static ObjectNode toJson(ChannelMessage message) {
    var spec = message.getSpec();
    return JsonNodeFactory.instance
        .objectNode()
        .put(ConnectorContract.NAME, message.getMetadata().getName())
        .put(ConnectorContract.ID, message.getMetadata().getUid())
        .put(ConnectorContract.INSTANCE, spec.instanceRef())
        .put(ConnectorContract.NAMESPACE, message.getMetadata().getNamespace())
        .put(ConnectorContract.CHANNEL, spec.channel())
        .put(ConnectorContract.CHAT_ID, spec.chatId())
        .put(ConnectorContract.THREAD_ID, spec.threadId())
        .put(ConnectorContract.TEXT, spec.text())
        .put(ConnectorContract.CREATED_AT, message.getMetadata().getCreationTimestamp());
  }

  private static DeliveryReport report(JsonNode json) {
    String reason = json.path(ConnectorContract.REASON).asText("");
    if (!REASON.matcher(reason).matches()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "reason: must be a word in CamelCase");
    }
    long pause = json.path(ConnectorContract.RETRY_AFTER).asLong(0);
    return new DeliveryReport(
        json.path(ConnectorContract.NAME).asText(""),
        json.path(ConnectorContract.ID).asText(""),
        outcome(json.path(ConnectorContract.OUTCOME).asText("")),
        reason,
        json.path(ConnectorContract.MESSAGE).asText(""),
        Duration.ofSeconds(Math.clamp(pause, 0, MAX_RETRY_AFTER.toSeconds())));
  }

  private static Outcome outcome(String name) {
    try {
      return Outcome.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "outcome: must be one of sent, failed and retry");
    }
  }
}

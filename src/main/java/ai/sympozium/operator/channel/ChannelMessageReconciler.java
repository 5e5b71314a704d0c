package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.channel.ChannelRules.Problem;
import ai.sympozium.operator.kube.BoundedItemStore;
import ai.sympozium.operator.kube.StoredControllerConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Fails messages that cannot be delivered and deletes old ones. Connectors deliver the others. */
@ControllerConfiguration(name = "channelmessage")
public class ChannelMessageReconciler implements Reconciler<ChannelMessage> {
  /** Detects that the instance has changed, and the end of a delivery. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final MessageQueue queue;
  private final InstantSource clock;

  ChannelMessageReconciler(KubernetesClient client, MessageQueue queue, InstantSource clock) {
    this.client = client;
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ChannelMessage>> prepareEventSources(
      EventSourceContext<ChannelMessage> context) {
    queue.useCache(context.getPrimaryCache());
    return List.of();
  }

  /** Configures the controller to cache no texts. A message that is due is read live. */
  public static StoredControllerConfiguration<ChannelMessage> configuration(
      QuarkusConfigurationService service, ChannelMessageReconciler reconciler) {
    return StoredControllerConfiguration.of(
        service,
        service.getConfigurationFor(reconciler),
        BoundedItemStore.trimming(message -> {
          ChannelMessageSpec spec = message.getSpec();
          message.setSpec(
              new ChannelMessageSpec(
                  spec.instanceRef(), spec.channel(), spec.chatId(), spec.threadId(), ""));
        }));
  }

  @Override
  public UpdateControl<ChannelMessage> reconcile(
      ChannelMessage message, Context<ChannelMessage> context) {
    Instant now = clock.instant();
    if (MessageStatus.phase(message).isFinal()) {
      Duration left =
          Duration.between(now, MessageStatus.finalSince(message).plus(MessageStatus.KEPT));
      if (left.isNegative() || left.isZero()) {
        client
            .resource(message)
            .lockResourceVersion(message.getMetadata().getResourceVersion())
            .delete();
        return UpdateControl.noUpdate();
      }
      return UpdateControl.<ChannelMessage>noUpdate().rescheduleAfter(left);
    }
    Optional<Problem> problem = problem(message, now);
    if (problem.isPresent()) {
      String reason = problem.get().reason().value();
      queue.write(message, MessageStatus.failed(message, reason, problem.get().message(), now));
    } else if (message.getStatus() == null) {
      queue.write(message, MessageStatus.waiting(message, now));
    }
    return UpdateControl.<ChannelMessage>noUpdate().rescheduleAfter(CHECK_INTERVAL);
  }

  private Optional<Problem> problem(ChannelMessage message, Instant now) {
    if (!now.isBefore(MessageStatus.createdAt(message).plus(MessageStatus.MAX_AGE))) {
      return Optional.of(
          new Problem(
              ChannelReason.DEADLINE_EXCEEDED,
              "The message was not delivered within "
                  + MessageStatus.MAX_AGE.toMinutes()
                  + " minutes."
                  + last(message)));
    }
    // Not from a cache: a failure is final, and the cache may not know a new instance yet.
    return ChannelRules.problem(
        client
            .resources(SympoziumInstance.class)
            .inNamespace(message.getMetadata().getNamespace())
            .withName(message.getSpec().instanceRef())
            .get(),
        message.getSpec().channel(),
        message.getSpec().chatId());
  }

  private static String last(ChannelMessage message) {
    String text = message.getStatus() == null ? null : message.getStatus().message();
    return text == null ? "" : " " + text;
  }
}

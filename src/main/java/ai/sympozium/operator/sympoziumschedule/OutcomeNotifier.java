package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.api.NotifiedOutcome;
import ai.sympozium.api.ScheduleNotification;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.kube.OwnerReferences;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleReason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Creates a message about a run of a schedule that has become final. Crash-safe: the name of the
 * message derives from the run, and the status of the schedule is written afterwards, so a repeated
 * creation finds the message.
 */
@ApplicationScoped
class OutcomeNotifier {
  private final KubernetesClient client;
  private final EventRecorder events;

  OutcomeNotifier(KubernetesClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  /** Creates the message, if the schedule wants one for the outcome of the run. */
  void runIsFinal(SympoziumSchedule schedule, AgentRun run) {
    ScheduleNotification notification = schedule.getSpec().notification();
    if (notification == null || !notification.on().contains(outcome(run))) {
      return;
    }
    // A cached run has no result.
    @Nullable AgentRun live = client.resource(run).get();
    ChannelMessage message = message(schedule, notification, Objects.requireNonNullElse(live, run));
    try {
      client.resource(message).create();
    } catch (KubernetesClientException e) {
      if (ApiErrors.isConflict(e)
          || ApiErrors.canExist(e) && client.resource(message).get() != null) {
        return;
      }
      if (ApiErrors.isTransient(e)) {
        throw e;
      }
      events.warning(
          schedule,
          ScheduleReason.NOTIFICATION_REJECTED.value(),
          "spec.notify: The API server rejected the message about the run "
              + run.getMetadata().getName()
              + ": "
              + ApiErrors.describe(e));
    }
  }

  private static NotifiedOutcome outcome(AgentRun run) {
    return ScheduleHistory.status(run).phase() == AgentRunPhase.SUCCEEDED
        ? NotifiedOutcome.SUCCESS
        : NotifiedOutcome.FAILURE;
  }

  private static ChannelMessage message(
      SympoziumSchedule schedule, ScheduleNotification notification, AgentRun run) {
    String instance = schedule.getSpec().instanceRef();
    ChannelMessage message = new ChannelMessage();
    message.setMetadata(
        new ObjectMetaBuilder()
            .withName(run.getMetadata().getName() + "-outcome")
            .withNamespace(schedule.getMetadata().getNamespace())
            .addToLabels(SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY)
            .addToLabels(SympoziumLabels.LABEL_SOURCE, SympoziumLabels.SOURCE_SCHEDULE)
            .addToLabels(SympoziumLabels.LABEL_INSTANCE, instance)
            .addToLabels(SympoziumLabels.LABEL_RUN, run.getMetadata().getName())
            .withOwnerReferences(OwnerReferences.of(schedule))
            .build());
    message.setSpec(
        new ChannelMessageSpec(
            instance,
            notification.channel(),
            notification.chatId(),
            null,
            TruncatedText.ofBytes(text(schedule, run), ChannelMessageSpec.MAX_TEXT)));
    return message;
  }

  /** The status of a run contains no secrets. */
  private static String text(SympoziumSchedule schedule, AgentRun run) {
    AgentRunStatus status = ScheduleHistory.status(run);
    boolean success = outcome(run) == NotifiedOutcome.SUCCESS;
    String detail = Objects.requireNonNullElse(success ? status.result() : status.error(), "");
    String duration = ScheduleHistory.duration(run);
    return "Schedule "
        + schedule.getMetadata().getName()
        + ": The run "
        + run.getMetadata().getName()
        + (success ? " succeeded" : " failed")
        + (duration.isEmpty() ? "." : " after " + duration + ".")
        + (detail.isEmpty() ? "" : "\n\n" + detail);
  }
}

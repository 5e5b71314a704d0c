package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import ai.sympozium.operator.agentrun.status.QuotaRejection;
import ai.sympozium.operator.grant.GrantRefusedException;
import ai.sympozium.operator.runas.InvalidIdRangeException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides the result of a start that the API server has rejected. */
final class StartRejection {
  private static final int UNPROCESSABLE = 422;
  private static final Pattern ID_FIELD =
      Pattern.compile("runAsUser|runAsGroup|fsGroup|supplementalGroups");

  /** Messages of the admission plugins ResourceQuota and LimitRanger. */
  private static final Pattern RESOURCES =
      Pattern.compile(
          "must specify [a-z.,-]+|(minimum|maximum) \\S+ usage per |limit to request ratio");

  private StartRejection() {}

  static StartResult of(RunPlan plan, GrantRefusedException e) {
    return new StartResult.Failed(plan, ConditionReason.GRANT_REJECTED, e.getMessage());
  }

  static StartResult of(RunPlan plan, InvalidIdRangeException e) {
    return new StartResult.Failed(plan, ConditionReason.POD_REJECTED, e.getMessage());
  }

  /**
   * Returns the result for a rejected plan or pod. A run waits for a quota within its timeout.
   * Every other rejection fails it.
   *
   * @throws KubernetesClientException if the request was not rejected; it is retried
   */
  static StartResult of(AgentRun run, RunPlan plan, KubernetesClientException e, Instant now) {
    String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    String text = message == null ? "HTTP " + e.getCode() : message;
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(run, plan, text, now);
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> rejected(plan, text);
      default -> throw e;
    };
  }

  private static StartResult forbidden(AgentRun run, RunPlan plan, String message, Instant now) {
    Optional<QuotaRejection> quota = QuotaRejection.of(message);
    Duration waited =
        Duration.between(Instant.parse(run.getMetadata().getCreationTimestamp()), now);
    if (quota.isEmpty()) {
      return rejected(plan, message);
    }
    return waited.compareTo(Duration.ofSeconds(plan.timeoutSeconds())) < 0
        ? new StartResult.Waiting(plan, quota.get(), QuotaRejection.retryAfter(waited))
        : rejected(plan, message + ". The run has waited for its timeout");
  }

  private static StartResult rejected(RunPlan plan, String message) {
    return new StartResult.Failed(
        plan,
        ConditionReason.POD_REJECTED,
        "the API server rejected an object that the run needs: " + message + advice(plan, message));
  }

  /** Neither quotas and ranges nor policies know the fields that can be changed here. */
  private static String advice(RunPlan plan, String message) {
    if (RESOURCES.matcher(message).find()) {
      return ". For a skill's container, change spec.sidecar.resources of its pack; for the others,"
          + " set the chart value containerResources.";
    }
    return ID_FIELD.matcher(message).find()
        ? ". If the ids of users are prescribed, annotate namespace "
            + plan.run().namespace()
            + " with their range: "
            + SympoziumLabels.ANNOTATION_UID_RANGE
            + "=FIRST/NUMBER and "
            + SympoziumLabels.ANNOTATION_GID_RANGE
            + "=FIRST/NUMBER, or set the chart values runAsUser and runAsGroup."
        : "";
  }
}

package ai.sympozium.operator.endpoint;

import ai.sympozium.api.EndpointStatus;
import ai.sympozium.operator.kube.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * State of an instance's endpoint.
 *
 * @param status for the status of the instance; null when no object of an endpoint is left
 * @param reason reason of the condition, or null for an instance without an endpoint
 * @param checkAfter when to check again, or null for an instance without an endpoint
 */
public record EndpointState(
    @Nullable EndpointStatus status,
    @Nullable EndpointReason reason,
    String message,
    @Nullable Duration checkAfter) {
  private static final String READY = "EndpointReady";
  private static final Duration SOON = Duration.ofSeconds(1);

  /** An object that another user deletes or changes is restored after this time. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);

  /** The instance has no endpoint, and had none. */
  static final EndpointState NONE = new EndpointState(null, null, "", null);

  /** The status names the endpoint before its first object exists, so that none is left behind. */
  static EndpointState announced(String url) {
    return new EndpointState(
        new EndpointStatus(url, false),
        EndpointReason.ENDPOINT_STARTING,
        "The operator is creating the objects of the endpoint.",
        SOON);
  }

  static EndpointState of(String url, boolean ready) {
    return ready
        ? new EndpointState(
            new EndpointStatus(url, true),
            EndpointReason.ENDPOINT_READY,
            "The endpoint accepts requests.",
            CHECK_INTERVAL)
        : new EndpointState(
            new EndpointStatus(url, false),
            EndpointReason.ENDPOINT_STARTING,
            "No pod of the endpoint is ready yet.",
            SOON);
  }

  /** Objects that exist already stay, and are still deleted when the pack is detached. */
  static EndpointState problem(
      @Nullable EndpointStatus before, EndpointReason reason, String message) {
    return new EndpointState(
        before == null ? null : new EndpointStatus(before.url(), before.ready()),
        reason,
        message,
        CHECK_INTERVAL);
  }

  static EndpointState removing(EndpointStatus before) {
    return new EndpointState(
        new EndpointStatus(before.url(), false),
        EndpointReason.ENDPOINT_STOPPING,
        "The operator is deleting the objects of the endpoint.",
        SOON);
  }

  /**
   * The instance attaches a pack that is not installed, so its endpoint is deleted like a detached
   * one.
   *
   * @param removal state of the deletion
   */
  static EndpointState withoutPack(EndpointState removal, String message) {
    return removal.reason() == EndpointReason.ENDPOINT_REJECTED
        ? removal
        : new EndpointState(
            removal.status(),
            EndpointReason.PACK_NOT_INSTALLED,
            message,
            Objects.requireNonNullElse(removal.checkAfter(), CHECK_INTERVAL));
  }

  EndpointState withCheckAfter(Duration time) {
    return new EndpointState(status, reason, message, time);
  }

  /** Adds the condition EndpointReady, or removes it from an instance without an endpoint. */
  public Conditions addTo(Conditions conditions, long generation, Instant now) {
    return reason == null
        ? conditions.without(READY)
        : conditions.with(
            READY,
            reason == EndpointReason.ENDPOINT_READY,
            reason.value(),
            message,
            generation,
            now);
  }
}

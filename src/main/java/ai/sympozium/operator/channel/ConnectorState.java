package ai.sympozium.operator.channel;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.channel.ChannelRules.Problem;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * State of an instance's connector.
 *
 * @param podUID the one pod that may deliver messages
 * @param problem why messages of a channel are not delivered
 * @param hasChannels whether the instance names channels
 * @param checkAfter when to check again, or null for an instance without a connector
 */
public record ConnectorState(
    @Nullable String podUID,
    Optional<Problem> problem,
    boolean hasChannels,
    @Nullable Duration checkAfter) {
  private static final String CHANNELS_READY = "ChannelsReady";
  private static final Duration SOON = Duration.ofSeconds(1);

  /** A connector that stops is replaced after this time. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(20);

  static ConnectorState without(SympoziumInstance instance) {
    return of(instance, null, ChannelRules.problem(instance), null);
  }

  static ConnectorState running(SympoziumInstance instance, Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    Optional<Problem> starting =
        "Running".equals(phase)
            ? Optional.empty()
            : Optional.of(
                new Problem(
                    ChannelReason.CONNECTOR_STARTING,
                    "The pod " + pod.getMetadata().getName() + " is not running yet."));
    return of(
        instance,
        pod.getMetadata().getUid(),
        ChannelRules.problem(instance).or(() -> starting),
        starting.isPresent() ? SOON : CHECK_INTERVAL);
  }

  static ConnectorState replacing(SympoziumInstance instance) {
    return of(
        instance,
        null,
        Optional.of(
            new Problem(ChannelReason.CONNECTOR_STARTING, "The pod of the connector is replaced.")),
        SOON);
  }

  static ConnectorState conflict(SympoziumInstance instance, Pod pod) {
    return of(
        instance,
        null,
        Optional.of(
            new Problem(
                ChannelReason.NAME_CONFLICT,
                "The pod "
                    + pod.getMetadata().getName()
                    + " is not of this instance, so it was neither used nor deleted. Delete it.")),
        CHECK_INTERVAL);
  }

  /** A connector that runs already continues, and is still deleted with its channel. */
  static ConnectorState rejected(SympoziumInstance instance, String cause) {
    return of(
        instance,
        instance.getStatus() == null ? null : instance.getStatus().connectorPodUID(),
        Optional.of(
            new Problem(
                ChannelReason.POD_REJECTED, "The pod of the connector was rejected: " + cause)),
        CHECK_INTERVAL);
  }

  /** Adds the condition ChannelsReady, or removes it from an instance without channels. */
  public Conditions addTo(Conditions conditions, long generation, Instant now) {
    if (!hasChannels) {
      List<Condition> others =
          conditions.list().stream().filter(c -> !c.getType().equals(CHANNELS_READY)).toList();
      return new Conditions(others);
    }
    return conditions.with(
        CHANNELS_READY,
        problem.isEmpty(),
        problem.map(Problem::reason).orElse(ChannelReason.CONNECTOR_RUNNING).value(),
        problem.map(Problem::message).orElse("The connector delivers messages."),
        generation,
        now);
  }

  private static ConnectorState of(
      SympoziumInstance instance,
      @Nullable String podUID,
      Optional<Problem> problem,
      @Nullable Duration checkAfter) {
    return new ConnectorState(
        podUID, problem, !instance.getSpec().channels().isEmpty(), checkAfter);
  }
}

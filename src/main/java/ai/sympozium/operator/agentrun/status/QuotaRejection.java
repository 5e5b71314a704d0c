package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.AgentRunPhase;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rejection by a ResourceQuota that passes when other objects of the namespace are deleted. A
 * request above the whole quota never passes and is not one.
 *
 * @param message the API server's message, which names the quota and its usage
 * @see <a href="https://kubernetes.io/docs/concepts/policy/resource-quotas/">Resource quotas</a>
 */
public record QuotaRejection(String message) {
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(5);
  private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);

  private static final Pattern EXCEEDED =
      Pattern.compile("exceeded quota: \\S+, requested: (\\S+), used: \\S+, limited: (\\S+)");

  /** The quota controller has not counted a new quota yet. */
  private static final Pattern UNKNOWN = Pattern.compile("status unknown for quota: ");

  /** Reads the message of a rejection. Empty if waiting cannot help. */
  public static Optional<QuotaRejection> of(String message) {
    Matcher exceeded = EXCEEDED.matcher(message);
    boolean passes =
        exceeded.find()
            ? fits(amounts(exceeded.group(1)), amounts(exceeded.group(2)))
            : UNKNOWN.matcher(message).find();
    return passes ? Optional.of(new QuotaRejection(message)) : Optional.empty();
  }

  /** Checks whether a run waits for a quota. It has no permissions and no pod. */
  public static boolean isAwaitedBy(RunStatus status) {
    return !status.isStarted()
        && status
            .conditions()
            .find(ConditionType.POD_STARTED.value())
            .filter(c -> ConditionReason.QUOTA_EXCEEDED.value().equals(c.getReason()))
            .isPresent();
  }

  /** Returns the status of a run that waits. */
  public RunStatus waiting(RunStatus status, Instant at) {
    return status.copy(
        status
            .with(ConditionType.POD_STARTED, false, ConditionReason.QUOTA_EXCEEDED, describe(), at)
            .phase(AgentRunPhase.PENDING));
  }

  public String describe() {
    return "waiting until the quota has space: " + message;
  }

  /** Returns when the next attempt is made: more rarely the longer a run waits. */
  public static Duration retryAfter(Duration waited) {
    Duration interval = waited.dividedBy(4);
    return interval.compareTo(MIN_INTERVAL) < 0
        ? MIN_INTERVAL
        : interval.compareTo(MAX_INTERVAL) > 0 ? MAX_INTERVAL : interval;
  }

  private static boolean fits(Map<String, BigDecimal> requested, Map<String, BigDecimal> limited) {
    return !requested.isEmpty()
        && requested.entrySet().stream()
            .allMatch(request -> {
              BigDecimal limit = limited.get(request.getKey());
              return limit != null && request.getValue().compareTo(limit) <= 0;
            });
  }

  private static Map<String, BigDecimal> amounts(String list) {
    Map<String, BigDecimal> amounts = new HashMap<>();
    for (String entry : list.split(",", -1)) {
      int equals = entry.lastIndexOf('=');
      if (equals > 0) {
        try {
          amounts.put(
              entry.substring(0, equals),
              Quantity.getAmountInBytes(Quantity.parse(entry.substring(equals + 1))));
        } catch (IllegalArgumentException e) {
          return Map.of();
        }
      }
    }
    return amounts;
  }
}

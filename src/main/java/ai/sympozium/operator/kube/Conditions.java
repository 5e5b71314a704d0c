package ai.sympozium.operator.kube;

import ai.sympozium.base.TruncatedText;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An immutable list of conditions, one per type, in the order in which they first appeared. A
 * condition whose status stays the same keeps its transition time.
 *
 * @see <a
 *     href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md">API
 *     conventions, typical status properties</a>
 */
public record Conditions(List<Condition> list) {
  /** The limit of the API conventions for messages. */
  private static final int MAX_MESSAGE_BYTES = 32_768;

  /** The limit of the API conventions for reasons. Some come from the status of a pod. */
  private static final int MAX_REASON_BYTES = 1024;

  public Conditions {
    list = List.copyOf(list);
  }

  public Optional<Condition> find(String type) {
    return list.stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  public boolean isTrue(String type) {
    return find(type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  public Conditions without(String type) {
    return new Conditions(list.stream().filter(c -> !c.getType().equals(type)).toList());
  }

  public Conditions with(
      String type, boolean status, String reason, String message, long generation, Instant now) {
    String value = status ? "True" : "False";
    String since =
        find(type)
            .filter(c -> c.getStatus().equals(value))
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    Condition next =
        new ConditionBuilder()
            .withType(type)
            .withStatus(value)
            .withReason(TruncatedText.ofBytes(reason, MAX_REASON_BYTES))
            .withMessage(TruncatedText.ofBytes(message, MAX_MESSAGE_BYTES))
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build();
    List<Condition> merged = new ArrayList<>(list);
    for (int i = 0; i < merged.size(); i++) {
      if (merged.get(i).getType().equals(type)) {
        merged.set(i, next);
        return new Conditions(merged);
      }
    }
    merged.add(next);
    return new Conditions(merged);
  }
}

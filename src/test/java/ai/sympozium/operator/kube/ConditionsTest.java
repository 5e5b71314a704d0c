package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conditions follow the API conventions of Kubernetes. */
class ConditionsTest {
  private static final Instant T1 = Instant.parse("2026-11-01T10:00:00.987Z");
  private static final Instant T2 = T1.plusSeconds(60);
  private static final Conditions NONE = new Conditions(List.of());

  @Test
  void shouldSetEveryFieldOfCondition() {
    var condition =
        NONE.with("Ready", true, "Valid", "all is well", 7, T1).find("Ready").orElseThrow();

    assertThat(condition.getType()).isEqualTo("Ready");
    assertThat(condition.getStatus()).isEqualTo("True");
    assertThat(condition.getReason()).isEqualTo("Valid");
    assertThat(condition.getMessage()).isEqualTo("all is well");
    assertThat(condition.getObservedGeneration()).isEqualTo(7);
    assertThat(condition.getLastTransitionTime()).isEqualTo("2026-11-01T10:00:00Z");
  }

  @Test
  void shouldKeepTransitionTimeWhenStatusIsUnchanged() {
    var ready = NONE.with("Ready", true, "Valid", "one", 1, T1);

    var later = ready.with("Ready", true, "StillValid", "two", 2, T2).find("Ready").orElseThrow();

    assertThat(later.getLastTransitionTime()).isEqualTo("2026-11-01T10:00:00Z");
    assertThat(later.getReason()).isEqualTo("StillValid");
    assertThat(later.getMessage()).isEqualTo("two");
    assertThat(later.getObservedGeneration()).isEqualTo(2);
  }

  @Test
  void shouldUpdateTransitionTimeWhenStatusChanges() {
    var ready = NONE.with("Ready", true, "Valid", "", 1, T1);

    var later = ready.with("Ready", false, "Broken", "", 1, T2).find("Ready").orElseThrow();

    assertThat(later.getStatus()).isEqualTo("False");
    assertThat(later.getLastTransitionTime()).isEqualTo("2026-11-01T10:01:00Z");
  }

  @Test
  void shouldKeepOneConditionPerTypeInOrderOfInsertion() {
    var conditions =
        NONE.with("Planned", true, "A", "", 1, T1)
            .with("Succeeded", true, "B", "", 1, T1)
            .with("Planned", false, "C", "", 1, T2);

    assertThat(conditions.list())
        .extracting(Condition::getType, Condition::getReason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Planned", "C"),
            org.assertj.core.groups.Tuple.tuple("Succeeded", "B"));
  }

  @Test
  void shouldBeEqualWhenConditionIsSetAgain() {
    var once = NONE.with("Ready", true, "Valid", "m", 1, T1);

    assertThat(once.with("Ready", true, "Valid", "m", 1, T2)).isEqualTo(once);
  }

  @Test
  void shouldBeTrueOnlyWhenStatusIsTrue() {
    var conditions = NONE.with("Ready", false, "Broken", "", 1, T1);

    assertThat(conditions.isTrue("Ready")).isFalse();
    assertThat(conditions.isTrue("Unheard")).isFalse();
    assertThat(conditions.with("Ready", true, "Valid", "", 1, T1).isTrue("Ready")).isTrue();
    assertThat(conditions.find("Unheard")).isEmpty();
  }

  @Test
  void shouldTruncateMessageToLimitOfApiServer() {
    var message = NONE.with("Ready", true, "Valid", "m".repeat(40_000), 1, T1);

    String kept = message.find("Ready").orElseThrow().getMessage();
    assertThat(kept).isEqualTo("m".repeat(32_765) + "…");
    assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSize(32_768);
  }

  @Test
  void shouldTruncateMessageBetweenCharacters() {
    var long1 = "m".repeat(32_763) + "😀 and more";

    var message = NONE.with("Ready", true, "Valid", long1, 1, T1);

    String kept = message.find("Ready").orElseThrow().getMessage();
    assertThat(kept).isEqualTo("m".repeat(32_763) + "…");
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(kept)).isTrue();
  }

  @Test
  void shouldCopyListOfConditions() {
    var mutable = new ArrayList<>(NONE.with("Ready", true, "Valid", "", 1, T1).list());
    var conditions = new Conditions(mutable);

    mutable.clear();

    assertThat(conditions.isTrue("Ready")).isTrue();
  }
}

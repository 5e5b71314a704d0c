package ai.sympozium.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the operator's verdict from the condition Ready of a pack. */
class ReadyConditionCheckTest {
  private static SkillPack pack(String status) {
    SkillPack pack = new SkillPack();
    pack.getMetadata().setGeneration(3L);
    pack.setStatus(Manifests.parse(status, SkillPackStatus.class));
    return pack;
  }

  private static String ready(String generation, String status, String reason) {
    return "{observedGeneration: %s, conditions: [{type: Ready, status: '%s', reason: %s, message: m}]}"
        .formatted(generation, status, reason);
  }

  @Test
  void shouldReturnYesWhenReadyAndNoWithMessageWhenNot() {
    assertThat(ReadyConditionCheck.of(pack(ready("3", "True", "Valid")), "q"))
        .hasValueSatisfying(yes -> assertThat(yes.verdict()).isEqualTo(CheckResult.Verdict.YES));
    assertThat(ReadyConditionCheck.of(pack(ready("3", "False", "PermissionsBeyondCeiling")), "q"))
        .contains(new CheckResult(CheckResult.Verdict.NO, "q", "m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{observedGeneration: 2, conditions: [{type: Ready, status: 'True', reason: Valid}]}",
        "{conditions: [{type: Ready, status: 'True', reason: Valid}]}",
        "{observedGeneration: 3, conditions: [{type: Ready, status: 'True', reason:"
            + " ValidInNamespaces}]}",
        "{observedGeneration: 3, conditions: [{type: Ready, status: Unknown, reason: Valid}]}",
        "{observedGeneration: 3, conditions: [{type: Other, status: 'True', reason: Valid}]}",
        "{observedGeneration: 3}"
      })
  void shouldReturnEmptyWhenVerdictIsOutdatedOrDependsOnNamespace(String status) {
    assertThat(ReadyConditionCheck.of(pack(status), "q")).isEmpty();
  }

  @Test
  void shouldReturnEmptyWithoutStatus() {
    assertThat(ReadyConditionCheck.of(new SkillPack(), "q")).isEmpty();
  }
}

package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.runNamed;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SkillRef;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.PlanResult.SkillPlanned;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which packs a run attaches and how they are found. */
class AttachedSkillsTest {
  private final FakeClusterReader cluster =
      new FakeClusterReader()
          .withInstance("agents: {default: {model: m}}", "skills: [{skillPackRef: its}]")
          .withPack("demo", "tool", "sidecar: {image: own}")
          .withPack("sympozium-system", "tool", "sidecar: {image: shared}")
          .withPack("sympozium-system", "shared", "sidecar: {image: shared}");

  @Test
  void shouldReturnThePacksOfTheRunWithTheirFieldPaths() {
    assertThat(
            AttachedSkills.of(
                run("skills: [{skillPackRef: a}, {skillPackRef: b}, {skillPackRef: a}]"), cluster))
        .containsExactly(
            attachment("spec.skills[0]", "a", false),
            attachment("spec.skills[1]", "b", false),
            attachment("spec.skills[2]", "a", true));
  }

  @Test
  void shouldReturnThePacksOfTheInstanceWhenTheRunHasNone() {
    assertThat(AttachedSkills.of(run(), cluster))
        .containsExactly(attachment("instance \"sre-bot\": spec.skills[0]", "its", false));
  }

  @Test
  void shouldGiveRunsNoSkillOfTheEndpointOfTheirInstance() {
    var serving =
        new FakeClusterReader()
            .withInstanceNamed(
                "sre-bot",
                """
                agents: {default: {model: m}}
                skills:
                - {skillPackRef: web-endpoint, params: {hostname: bot.example}}
                - {skillPackRef: its}
                """);

    assertThat(AttachedSkills.of(run(), serving))
        .containsExactly(attachment("instance \"sre-bot\": spec.skills[1]", "its", false));
  }

  @Test
  void shouldReturnNoPacksWhenTheInstanceIsMissing() {
    assertThat(AttachedSkills.of(runNamed("a", "instanceRef: missing\ntask: t"), cluster))
        .isEmpty();
  }

  @Test
  void shouldNotReadAnInstanceWithAnInvalidName() {
    var attached = AttachedSkills.of(runNamed("a", "instanceRef: ../x\ntask: t"), cluster);

    assertThat(attached).isEmpty();
    assertThat(cluster.readNames()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"tool, demo", "shared, sympozium-system"})
  void shouldFindAPackInTheNamespaceBeforeTheOperators(String name, String namespace) {
    assertThat(AttachedSkills.find(name, "demo", cluster))
        .hasValueSatisfying(
            pack -> assertThat(pack.getMetadata().getNamespace()).isEqualTo(namespace));
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "../x", "A"})
  void shouldFindNoPackThatDoesNotExist(String name) {
    assertThat(AttachedSkills.find(name, "demo", cluster)).isEmpty();
  }

  @Test
  void shouldNotReadAPackWithAnInvalidName() {
    AttachedSkills.find("../x", "demo", cluster);

    assertThat(cluster.readNames()).isEmpty();
  }

  @Test
  void shouldAcceptAReferenceToAnExistingPack() {
    assertThat(AttachedSkills.check(attachment("spec.skills[0]", "tool", false), "demo", cluster))
        .isEmpty();
  }

  @Test
  void shouldPlanOneSkillOnItsOwn() {
    var result =
        RunPlanner.planSkill(run(), attachment("spec.skills[0]", "shared", false), cluster);

    assertThat(result)
        .isInstanceOfSatisfying(
            SkillPlanned.class, planned -> assertThat(planned.skill().name()).isEqualTo("shared"));
  }

  @Test
  void shouldRefuseOneSkillOnItsOwn() {
    var result =
        RunPlanner.planSkill(run(), attachment("spec.skills[3]", "missing", false), cluster);

    assertThat(result)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.SKILL_PACK_NOT_FOUND);
              assertThat(refused.message()).startsWith("spec.skills[3]: SkillPack \"missing\"");
            });
  }

  private static Attachment attachment(String fieldPath, String pack, boolean duplicate) {
    return new Attachment(fieldPath, new SkillRef(pack, Map.of()), duplicate);
  }
}

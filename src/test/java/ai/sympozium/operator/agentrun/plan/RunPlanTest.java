package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.grant.SkillGrant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests what the operator derives from a stored plan. */
class RunPlanTest {
  private static final RunPlan PLAN =
      Manifests.parse(
          """
          run: {namespace: demo, name: a, uid: 7f3c0000-1111-2222-3333-444455556666}
          instance: sre-bot
          task: t
          timeoutSeconds: 600
          model: {provider: openai, name: m}
          skills:
          - pack: {namespace: demo, name: reader, uid: p1, generation: 1}
            container: {image: i}
            rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
          - pack: {namespace: demo, name: lister, uid: p2, generation: 2}
            container: {image: j}
            clusterRules: [{apiGroups: [""], resources: [nodes], verbs: [list]}]
          - pack: {namespace: demo, name: texts, uid: p3, generation: 3}
          """,
          RunPlan.class);

  @Test
  void shouldDeriveOneGrantPerSkillWithPermissions() {
    assertThat(PLAN.grants()).extracting(SkillGrant::skill).containsExactly("reader", "lister");
  }

  @Test
  void shouldShowImageAndServiceAccountOfEachSkill() {
    var reader = PLAN.skills().getFirst();
    var texts = PLAN.skills().getLast();

    assertThat(PLAN.skillStatus())
        .hasSize(3)
        .contains(
            new SkillStatus(
                "reader",
                reader.pack(),
                "i",
                SkillGrant.name(PLAN.run().uid(), "reader"),
                null,
                null),
            new SkillStatus("texts", texts.pack(), null, null, null, null));
  }

  @ParameterizedTest
  @EnumSource
  void shouldUseTheCamelCaseFormOfAReasonInConditions(Reason reason) {
    assertThat(reason.value()).matches("([A-Z][a-z]+)+");
    assertThat(reason.value().replaceAll("(?<=[a-z])(?=[A-Z])", "_"))
        .isEqualToIgnoringCase(reason.name());
  }
}

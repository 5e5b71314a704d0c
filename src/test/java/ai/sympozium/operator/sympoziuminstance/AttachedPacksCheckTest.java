package ai.sympozium.operator.sympoziuminstance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceSpec;
import ai.sympozium.operator.agentrun.plan.FakeClusterReader;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the readiness of an instance. */
class AttachedPacksCheckTest {
  private final FakePacks packs = new FakePacks();

  @Test
  void shouldFindNoProblemWithoutPacks() {
    assertThat(AttachedPacksCheck.problem(instance("skills: []"), packs)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"demo, True", "sympozium-system, True", "demo, Unknown"})
  void shouldFindNoProblemWhenThePackIsNotUnready(String namespace, String ready) {
    packs.add(namespace, "tool", "Ready", ready);

    assertThat(AttachedPacksCheck.problem(instance("skills: [{skillPackRef: tool}]"), packs))
        .isEmpty();
  }

  @Test
  void shouldFindNoProblemWhenThePackHasNoStatusYet() {
    packs.addWithoutStatus("demo", "tool");

    assertThat(AttachedPacksCheck.problem(instance("skills: [{skillPackRef: tool}]"), packs))
        .isEmpty();
  }

  @Test
  void shouldIgnoreOtherConditionsOfThePack() {
    packs.add("demo", "tool", "Published", "False");

    assertThat(AttachedPacksCheck.problem(instance("skills: [{skillPackRef: tool}]"), packs))
        .isEmpty();
  }

  @Test
  void shouldReportTheConditionOfAnUnreadyPack() {
    packs.add("demo", "fine", "Ready", "True").add("demo", "tool", "Ready", "False");

    assertThat(
            AttachedPacksCheck.problem(
                instance("skills: [{skillPackRef: fine}, {skillPackRef: tool}]"), packs))
        .contains("spec.skills[1] (pack \"tool\"): the message of demo/tool");
  }

  @Test
  void shouldPreferThePackInTheInstancesNamespace() {
    packs.add("demo", "tool", "Ready", "True").add("sympozium-system", "tool", "Ready", "False");

    assertThat(AttachedPacksCheck.problem(instance("skills: [{skillPackRef: tool}]"), packs))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{skillPackRef: tool}, {skillPackRef: tool}] | spec.skills[1]: pack \"tool\" is attached twice",
        "[{skillPackRef: nothing}] | spec.skills[0]: SkillPack \"nothing\" not found in namespace demo",
        "[{skillPackRef: '../x'}]  | spec.skills[0].skillPackRef: \"../x\" is not a valid pack name"
      })
  void shouldReportAWrongReference(String skills, String message) {
    packs.add("demo", "tool", "Ready", "True");

    assertThat(AttachedPacksCheck.problem(instance("skills: " + skills), packs))
        .hasValueSatisfying(problem -> assertThat(problem).startsWith(message));
  }

  private static SympoziumInstance instance(String skills) {
    SympoziumInstance instance = new SympoziumInstance();
    instance.getMetadata().setNamespace("demo");
    instance.getMetadata().setName("sre-bot");
    instance.setSpec(
        Manifests.parse("agents: {default: {model: m}}\n" + skills, SympoziumInstanceSpec.class));
    return instance;
  }

  private static final class FakePacks implements SkillPackReader {
    private final Map<String, SkillPack> packs = new HashMap<>();

    FakePacks add(String namespace, String name, String condition, String status) {
      SkillPack pack = addWithoutStatus(namespace, name);
      pack.setStatus(
          Manifests.parse(
              "conditions: [{type: %s, status: '%s', message: the message of %s/%s}]"
                  .formatted(condition, status, namespace, name),
              SkillPackStatus.class));
      return this;
    }

    SkillPack addWithoutStatus(String namespace, String name) {
      SkillPack pack = FakeClusterReader.skillPack(namespace, name);
      packs.put(namespace + "/" + name, pack);
      return pack;
    }

    @Override
    public Optional<SkillPack> pack(String namespace, String name) {
      return Optional.ofNullable(packs.get(namespace + "/" + name));
    }

    @Override
    public String operatorNamespace() {
      return "sympozium-system";
    }
  }
}

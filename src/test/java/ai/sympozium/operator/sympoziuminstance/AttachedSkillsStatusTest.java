package ai.sympozium.operator.sympoziuminstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AttachedSkillStatus;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.NextRunChange;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.plan.FakeClusterReader;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttachedSkillsStatusTest {
  private final SkillPackReader packs =
      new SkillPackReader() {
        @Override
        public Optional<SkillPack> pack(String namespace, String name) {
          SkillPack pack = FakeClusterReader.skillPack(namespace, name);
          pack.getMetadata().setGeneration(3L);
          return namespace.equals("demo") || name.equals("missing")
              ? Optional.empty()
              : Optional.of(pack);
        }

        @Override
        public String operatorNamespace() {
          return "sympozium-system";
        }
      };

  @Test
  void shouldShowEachPackAndWhyOneIsNotResolved() {
    List<AttachedSkillStatus> skills =
        AttachedSkillsStatus.of(instance("tool", "missing", "tool"), List.of(), packs);

    assertThat(skills).hasSize(2);
    assertThat(skills.getFirst())
        .isEqualTo(
            new AttachedSkillStatus(
                "tool", true, "sympozium-system", 3L, NextRunChange.ADDED, null));
    assertThat(skills.getLast().resolved()).isFalse();
    assertThat(skills.getLast().message())
        .startsWith("spec.skills[1]: SkillPack \"missing\" not found");
  }

  @Test
  void shouldCompareWithNewestPlannedRun() {
    List<AgentRun> runs =
        List.of(
            run("a", "2026-01-01T00:00:00Z", "{startedAt: x, summary: {skills: 'tool, other'}}"),
            run("b", "2026-01-02T00:00:00Z", "{startedAt: x, summary: {skills: 'tool, old'}}"),
            run("refused", "2026-01-03T00:00:00Z", "{summary: {skills: none}}"),
            run("new", "2026-01-04T00:00:00Z", "{}"));

    assertThat(AttachedSkillsStatus.of(instance("tool", "fresh"), runs, packs))
        .extracting(AttachedSkillStatus::name, AttachedSkillStatus::nextRun)
        .containsExactly(
            tuple("tool", NextRunChange.UNCHANGED),
            tuple("fresh", NextRunChange.ADDED),
            tuple("old", NextRunChange.REMOVED));
  }

  private static SympoziumInstance instance(String... names) {
    StringBuilder skills = new StringBuilder();
    for (String name : names) {
      skills.append("{skillPackRef: ").append(name).append("},");
    }
    return Manifests.parse(
        """
        metadata: {name: bot, namespace: demo}
        spec: {agents: {default: {model: m}}, skills: [%s]}
        """
            .formatted(skills),
        SympoziumInstance.class);
  }

  private static AgentRun run(String name, String created, String status) {
    return Manifests.parse(
        """
        metadata: {name: %s, namespace: demo, creationTimestamp: "%s"}
        spec: {instanceRef: bot, task: t}
        status: %s
        """
            .formatted(name, created, status),
        AgentRun.class);
  }
}

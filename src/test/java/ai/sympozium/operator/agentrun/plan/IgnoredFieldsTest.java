package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.api.SympoziumInstanceSpec;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.operator.kube.Conditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class IgnoredFieldsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Path POLICY =
      Path.of("helm/sympozium/templates/admission-policy-fields.yaml");
  private static final Pattern ROW =
      Pattern.compile(
          "\"resource\" \"(sympoziuminstances|sympoziumschedules|skillpacks)\" \"path\""
              + " \"([^\"]+)\"");

  private static final SympoziumInstanceSpec INSTANCE =
      Manifests.parse(
          """
          memory: {enabled: false, autoStore: true, maxSizeKB: 256, systemPrompt: p}
          agents:
            default:
              model: m
              sandbox: {enabled: false}
              agentSandbox: {}
              subagents: {maxDepth: 2}
          observability: {enabled: true}
          """,
          SympoziumInstanceSpec.class);
  private static final SkillPackSpec PACK =
      Manifests.parse(
          "{runtimeRequirements: {minMemory: 64Mi}, sidecar: {image: i, ports: [{name: http}]}}",
          SkillPackSpec.class);

  private static final SympoziumScheduleSpec SCHEDULE =
      Manifests.parse(
          "{instanceRef: i, schedule: '@daily', task: t, includeMemory: false}",
          SympoziumScheduleSpec.class);

  @Test
  void shouldFindEachFieldThatThePolicyWarnsAbout() throws IOException {
    List<String> ofPolicy = new ArrayList<>();
    ROW.matcher(Files.readString(POLICY))
        .results()
        .forEach(row -> ofPolicy.add("spec." + row.group(2)));
    List<String> found = new ArrayList<>(IgnoredFields.of(INSTANCE).paths());
    found.addAll(IgnoredFields.of(PACK).paths());
    found.addAll(IgnoredFields.of(SCHEDULE).paths());

    assertThat(found).containsExactlyInAnyOrderElementsOf(ofPolicy).hasSize(10);
  }

  @Test
  void shouldReportFieldsInConditionUntilTheyAreRemoved() {
    Conditions reported = IgnoredFields.of(PACK).addTo(new Conditions(List.of()), 3, NOW);

    assertThat(reported.list())
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.getType()).isEqualTo("FieldsInEffect");
          assertThat(condition.getStatus()).isEqualTo("False");
          assertThat(condition.getMessage())
              .startsWith("spec.runtimeRequirements, spec.sidecar.ports: ");
        });
    SkillPackSpec without = Manifests.parse("{sidecar: {image: i}}", SkillPackSpec.class);
    assertThat(IgnoredFields.of(without).addTo(reported, 4, NOW).list()).isEmpty();
  }
}

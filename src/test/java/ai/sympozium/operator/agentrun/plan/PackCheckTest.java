package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.skillPack;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the check of a pack on its own. */
class PackCheckTest {
  private static final GrantPolicy NOTHING =
      new GrantPolicy(new Ceiling(List.of()), new Ceiling(List.of()), Set.of());

  @Test
  void shouldAcceptAValidPack() {
    SkillPack pack =
        skillPack("demo", "a", "sidecar: {image: i}", "skills: [{name: a, content: b}]");

    assertThat(PackCheck.check(pack, NOTHING)).isEmpty();
  }

  @Test
  void shouldRefuseParametersThatWereTooLargeToRead() {
    String flood = "[" + "{},".repeat(20_000) + "{}]";

    assertThat(
            check(
                "sidecar: {image: i, tools: [{name: t, description: d, exec: [e],"
                    + " parameters: {type: object, x: "
                    + flood
                    + "}}]}"))
        .contains(
            new Refused(
                Reason.SKILL_PACK_INVALID,
                "spec.sidecar.tools[0].parameters: is larger than 16 KiB as JSON, or 4096 names and"
                    + " values. Shorten it."));
  }

  @Test
  void shouldAcceptAPackWithoutSidecar() {
    assertThat(PackCheck.check(skillPack("demo", "a"), NOTHING)).isEmpty();
  }

  @Test
  void shouldNotCheckContainerThatNoRunGets() {
    assertThat(
            check(
                "sidecar: {image: i, requiresServer: true, hostAccess: {enabled: true},"
                    + " rbac: [{resources: [pods], verbs: [get]}]}"))
        .isEmpty();
  }

  @Test
  void shouldRefuseAnInvalidName() {
    assertThat(PackCheck.check(skillPack("demo", "A"), NOTHING))
        .contains(
            new Refused(
                Reason.SKILL_PACK_INVALID,
                "metadata.name: \"A\" is not a valid pack name. Use at most 52 lower-case letters,"
                    + " digits and dashes, for example k8s-ops."));
  }

  @Test
  void shouldRefusePermissionsBeyondTheCeiling() {
    assertThat(check("sidecar: {image: i, rbac: [{resources: [pods], verbs: [get]}]}"))
        .contains(
            new Refused(
                Reason.PERMISSIONS_BEYOND_CEILING,
                "spec.sidecar.rbac[0]: pods \"get\" exceeds this cluster's ceiling. An"
                    + " administrator can allow it with a ClusterRole labelled "
                    + SympoziumLabels.LABEL_AGGREGATE_TO_CEILING
                    + "=true, or for this namespace only with a RoleBinding to the"
                    + " ServiceAccount sympozium-granter labelled "
                    + SympoziumLabels.LABEL_NAMESPACE_CEILING
                    + "=true."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sidecar: {image: i, resources: {memory: lots}} | spec.sidecar.resources.memory: \"lots\"",
        "sidecar: {image: i, clusterRBAC: [{resources: [pods], verbs: [get]}]} |"
            + " spec.sidecar.clusterRBAC[0]: pods",
        "skills: [{name: a, content: b}, {name: a, content: c}] | spec.skills[1].name: \"a\" is"
            + " used twice"
      })
  void shouldRefuseAnInvalidPackAtItsField(String spec, String message) {
    assertThat(check(spec))
        .hasValueSatisfying(refused -> assertThat(refused.message()).startsWith(message));
  }

  @Test
  void shouldRefuseTextsThatDoNotFitIntoAPlan() {
    assertThat(check("skills: [{name: a, content: '" + "m".repeat(800 * 1024) + "'}]"))
        .contains(
            new Refused(
                Reason.PLAN_TOO_LARGE,
                "spec.skills: the skills have 819200 bytes of text, but at most 716800 fit into a"
                    + " plan. Attach fewer packs or shorten their texts."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: Scale, description: d, exec: [a]} | .name: \"Scale\" is not a name of a function.",
        "{name: a-b, description: d, exec: [a]} | .name: \"a-b\" is not a name of a function.",
        "{name: read_file, description: d, exec: [a]} | .name: read_file is a tool of every agent.",
        "{name: a, description: d, exec: []} | .exec: names no program.",
        "{name: a, description: d, exec: [' ']} | .exec: names no program.",
        "{name: a, description: d, exec: [\"a\\0b\"]} | .exec: an argument contains a NUL"
            + " character",
        "{name: a, description: d, exec: [a], subcommand: \"a\\0b\"} | .exec: an argument contains"
            + " a NUL",
        "{name: a, description: d, exec: [a], parameters: {type: array}} | .parameters.type: must"
            + " be object.",
        "{name: a, description: d, exec: [a], positionalArgs: [x]} | .positionalArgs[0]: \"x\" is"
            + " not a required",
        "{name: a, description: d, exec: [a], positionalArgs: [x], parameters: {type: object,"
            + " properties: {x: {}}}} | .positionalArgs[0]: \"x\" is not a required",
        "{name: a, description: d, exec: [a], positionalArgs: [x, x], parameters: {type: object,"
            + " properties: {x: {}}, required: [x]}} | .positionalArgs[1]: \"x\" is used twice",
        "{name: a, description: d, exec: [a], parameters: {type: object, properties: {x: {}}}} |"
            + " .parameters.properties: the program would never receive \"x\"."
      })
  void shouldRefuseAnInvalidToolAtItsField(String tool, String message) {
    String spec =
        "sidecar: {image: i, tools: [{name: first, description: d, exec: [a]}, " + tool + "]}";

    assertThat(check(spec))
        .hasValueSatisfying(
            refused -> assertThat(refused.message()).startsWith("spec.sidecar.tools[1]" + message));
    assertThat(PackCheck.toolProblem(skillPack("demo", "a", spec).getSpec()))
        .hasValueSatisfying(
            problem -> assertThat(problem).startsWith("spec.sidecar.tools[1]" + message));
  }

  @Test
  void shouldRefuseTwoToolsOfOneName() {
    assertThat(
            check(
                "sidecar: {image: i, tools: [{name: a, description: d, exec: [a]},"
                    + " {name: a, description: d, exec: [b]}]}"))
        .hasValueSatisfying(refused ->
            assertThat(refused.message())
                .startsWith("spec.sidecar.tools[1].name: \"a\" is used twice."));
  }

  @Test
  void shouldAcceptToolsWithAndWithoutParameters() {
    assertThat(
            check(
                "sidecar: {image: i, tools: [{name: a, description: d, exec: [a]}, {name: b,"
                    + " description: d, exec: [b], inputMode: stdin, positionalArgs: [x],"
                    + " parameters: {type: object, properties: {x: {type: integer}, y: {}},"
                    + " required: [x]}}]}"))
        .isEmpty();
  }

  private static Optional<Refused> check(String spec) {
    return PackCheck.check(skillPack("demo", "a", spec), NOTHING);
  }
}

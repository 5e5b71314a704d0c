package ai.sympozium.operator.grant;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPack;
import ai.sympozium.operator.agentrun.plan.PackCheck;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.rbac.DangerousPermission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that built-in packs declare no permission that allows privilege escalation.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/rbac-good-practices/">RBAC good
 *     practices, privilege escalation risks</a>
 */
class BuiltInPacksTest {
  static Stream<Path> packs() throws IOException {
    try (var files = Files.list(Path.of("skillpacks"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldDeclareNoDangerousPermission(Path file) {
    assertThat(sidecar(file).rbac())
        .allSatisfy(rule -> assertThat(refused(rule, false)).as("%s", rule).isEmpty());
    assertThat(sidecar(file).clusterRBAC())
        .allSatisfy(rule -> assertThat(refused(rule, true)).as("%s", rule).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldDeclareNoWildcard(Path file) {
    assertThat(rules(file))
        .allSatisfy(rule ->
            assertThat(
                    Stream.of(
                            rule.apiGroups(), rule.resources(), rule.verbs(), rule.resourceNames())
                        .flatMap(List::stream))
                .noneMatch(word -> word.contains("*")));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldOnlyReadClusterWide(Path file) {
    assertThat(sidecar(file).clusterRBAC())
        .allSatisfy(rule -> assertThat(rule.verbs()).isSubsetOf("get", "list", "watch"));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldBeReadyUnderItsOwnCeiling(Path file) {
    Ceiling own = new Ceiling(rules(file));

    assertThat(PackCheck.check(pack(file), new GrantPolicy(own, own, Set.of()))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldNameFileAfterPack(Path file) {
    assertThat(file.getFileName().toString())
        .isEqualTo(pack(file).getMetadata().getName() + ".yaml");
  }

  private static List<DangerousPermission> refused(PolicyRule rule, boolean everywhere) {
    return DangerousPermission.of(rule, everywhere).stream()
        .filter(DangerousPermission::isDeniedByDefault)
        .toList();
  }

  private static List<PolicyRule> rules(Path file) {
    return Stream.of(sidecar(file).rbac(), sidecar(file).clusterRBAC())
        .flatMap(List::stream)
        .toList();
  }

  /** A pack without a sidecar has no permissions. */
  private static SidecarSpec sidecar(Path file) {
    SidecarSpec declared = pack(file).getSpec().sidecar();
    return declared == null
        ? new SidecarSpec(
            "none", List.of(), null, List.of(), List.of(), true, null, List.of(), List.of(), null,
            null, null)
        : declared;
  }

  private static SkillPack pack(Path file) {
    return (SkillPack) Manifests.read(Manifests.documents(file).getFirst());
  }
}

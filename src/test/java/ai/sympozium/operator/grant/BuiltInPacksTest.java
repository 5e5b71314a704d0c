package ai.sympozium.operator.grant;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.operator.agentrun.plan.PackCheck;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.rbac.DangerousPermission;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Packs that are off by default, and the dangerous permissions that they need. */
  private static final Map<String, Set<DangerousPermission>> OPT_IN =
      Map.of(
          "github-gitops", Set.of(), // needs a Secret
          "k8s-ops-exec", Set.of(DangerousPermission.PODS_EXEC),
          "k8s-ops-nodes",
              Set.of(DangerousPermission.NODES_WRITE, DangerousPermission.DISRUPTION_EVERYWHERE),
          "k8s-ops-secrets", Set.of(DangerousPermission.SECRETS_READ),
          "llmfit-probe", Set.of()); // starts Jobs on all nodes

  /** Commands that can take longer than 25 s. */
  private static final Pattern SLOW =
      Pattern.compile(
          "--timeout[= ](?:2[6-9]|[3-9][0-9]|[0-9]{3,})s|--timeout[= ][0-9]+m"
              + "|collect-incident --|gitops-finding (?:clone|open-)|llmfit-(?:nodes|probe) --");

  /** The tool execute_command stops a command after 30 s by default, and after at most 120 s. */
  private static final Pattern TOOL_TIMEOUT =
      Pattern.compile("with `timeout` (?:[6-9][0-9]|1[01][0-9]|120)\\b");

  static Stream<Path> defaultPacks() throws IOException {
    return packs().filter(file -> !OPT_IN.containsKey(name(file)));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldDeclareNoDangerousPermissionUnlessOptIn(Path file) {
    Set<DangerousPermission> found = EnumSet.noneOf(DangerousPermission.class);
    sidecar(file).rbac().forEach(rule -> found.addAll(refused(rule, false)));
    sidecar(file).clusterRBAC().forEach(rule -> found.addAll(refused(rule, true)));

    assertThat(found).isEqualTo(OPT_IN.getOrDefault(name(file), Set.of()));
  }

  @Test
  void shouldEnablePackByDefaultUnlessOptIn() {
    JsonNode values =
        Manifests.documents(Path.of("helm/sympozium/values.yaml")).getFirst().path("skillPacks");
    Set<String> disabled = new TreeSet<>();
    values
        .fields()
        .forEachRemaining(pack -> {
          if (!pack.getValue().path("enabled").asBoolean()) {
            disabled.add(pack.getKey());
          }
        });

    assertThat(disabled).isEqualTo(new TreeSet<>(OPT_IN.keySet()));
  }

  @ParameterizedTest
  @MethodSource("defaultPacks")
  void shouldDeclareNothingOnLeases(Path file) {
    assertThat(rules(file)).noneMatch(rule -> rule.resources().contains("leases"));
  }

  @Test
  void shouldKeepSharedDocumentsEqual() {
    List<Skill> own = pack(Path.of("skillpacks/k8s-ops.yaml")).getSpec().skills();

    assertThat(pack(Path.of("skillpacks/k8s-ops-readonly.yaml")).getSpec().skills())
        .startsWith(own.subList(0, 3).toArray(Skill[]::new));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldRequireOnlyToolsThatAgentsHave(Path file) {
    assertThat(pack(file).getSpec().requiredTools())
        .isSubsetOf(
            "execute_command",
            "read_file",
            "write_file",
            "edit_file",
            "list_directory",
            "fetch_url");
    assertThat(pack(file).getSpec().sidecar() == null)
        .isEqualTo(!pack(file).getSpec().requiredTools().contains("execute_command"));
  }

  @Test
  void shouldStateTimeoutOfToolWhenCommandTakesLongerThanItsDefault() throws IOException {
    List<Skill> slow =
        packs()
            .flatMap(file -> pack(file).getSpec().skills().stream())
            .filter(skill -> SLOW.matcher(skill.content()).find())
            .toList();

    assertThat(slow)
        .extracting(Skill::name)
        .contains("resource-management", "node-maintenance", "triage", "model-placement");
    assertThat(slow)
        .filteredOn(skill -> !TOOL_TIMEOUT.matcher(skill.content()).find())
        .extracting(Skill::name)
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"k8s-ops", "k8s-ops-readonly"})
  void shouldListObjectsThatItsChecksNeed(String name) {
    List<PolicyRule> rules = sidecar(Path.of("skillpacks", name + ".yaml")).clusterRBAC();

    assertThat(List.of("discovery.k8s.io endpointslices", "batch jobs", "batch cronjobs"))
        .allMatch(resource ->
            rules.stream()
                .anyMatch(rule ->
                    rule.apiGroups().contains(resource.split(" ")[0])
                        && rule.resources().contains(resource.split(" ")[1])
                        && rule.verbs().contains("list")));
    assertThat(rules).noneMatch(rule -> rule.resources().contains("endpoints"));
  }

  /** kubectl scale patches, and with --current-replicas it reads and updates. */
  @ParameterizedTest
  @ValueSource(strings = {"deployments/scale", "statefulsets/scale"})
  void shouldAllowEachFormOfScale(String resource) {
    assertThat(sidecar(Path.of("skillpacks/k8s-ops.yaml")).rbac())
        .filteredOn(rule -> rule.resources().contains(resource))
        .singleElement()
        .satisfies(rule -> assertThat(rule.verbs()).contains("get", "update", "patch"));
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
  @MethodSource("defaultPacks")
  void shouldOnlyReadClusterWide(Path file) {
    assertThat(sidecar(file).clusterRBAC())
        .allSatisfy(rule -> assertThat(rule.verbs()).isSubsetOf("get", "list", "watch"));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldBeReadyUnderItsOwnCeiling(Path file) {
    Ceiling own = new Ceiling(rules(file));

    Set<DangerousPermission> allowed = OPT_IN.getOrDefault(name(file), Set.of());
    assertThat(PackCheck.check(pack(file), new GrantPolicy(own, own, allowed))).isEmpty();
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
    return declared == null ? new SidecarSpec("none", List.of(), List.of()) : declared;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".yaml", "");
  }

  private static SkillPack pack(Path file) {
    return (SkillPack) Manifests.read(Manifests.documents(file).getFirst());
  }
}

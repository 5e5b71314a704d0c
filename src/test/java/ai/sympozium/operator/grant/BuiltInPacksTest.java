package ai.sympozium.operator.grant;

import static ai.sympozium.operator.grant.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.Rule;
import ai.sympozium.api.Sidecar;
import ai.sympozium.api.SkillPack;
import ai.sympozium.operator.run.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No pack that is shipped declares a right by which more rights can be had.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/rbac-good-practices/">RBAC good
 *     practices, privilege escalation risks</a>
 */
class BuiltInPacksTest {
  private static final String WRITE = "create,update,patch,delete,deletecollection";

  private static final List<Rule> DANGERS =
      List.of(
          rule("core: secrets get,list,watch," + WRITE),
          rule("core: pods create,update,patch"),
          rule("core: pods/exec,pods/attach,pods/portforward get,create"),
          rule("core: pods/ephemeralcontainers update,patch"),
          rule("core: pods/proxy,services/proxy,nodes/proxy get," + WRITE),
          rule("core: nodes,nodes/status,persistentvolumes " + WRITE),
          rule("core: namespaces " + WRITE),
          rule("core: serviceaccounts " + WRITE),
          rule("core: serviceaccounts/token create"),
          rule("core: users,groups,serviceaccounts impersonate"),
          rule("authentication.k8s.io: userextras,uids impersonate"),
          rule(
              "rbac.authorization.k8s.io: roles,rolebindings,clusterroles,clusterrolebindings "
                  + WRITE),
          rule("rbac.authorization.k8s.io: roles,clusterroles escalate,bind"),
          rule("certificates.k8s.io: certificatesigningrequests create,update,patch"),
          rule(
              "certificates.k8s.io: certificatesigningrequests/approval,certificatesigningrequests/status update,patch"),
          rule("certificates.k8s.io: signers approve,sign,attest"),
          rule(
              "admissionregistration.k8s.io:"
                  + " validatingwebhookconfigurations,mutatingwebhookconfigurations,"
                  + "validatingadmissionpolicies,validatingadmissionpolicybindings,"
                  + "mutatingadmissionpolicies,mutatingadmissionpolicybindings "
                  + WRITE),
          rule("apiextensions.k8s.io: customresourcedefinitions " + WRITE),
          rule("apiregistration.k8s.io: apiservices " + WRITE),
          rule("storage.k8s.io: csidrivers,storageclasses " + WRITE));

  static Stream<Path> packs() throws IOException {
    try (var files = Files.list(Path.of("skillpacks"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("packs")
  void noRightIsDangerous(Path file) {
    List<String> dangerous = new ArrayList<>();
    for (Rule danger : DANGERS) {
      for (String resource : danger.resources()) {
        for (String verb : danger.verbs()) {
          if (allows(rules(file), danger.apiGroups().getFirst(), resource, verb)) {
            dangerous.add(verb + " " + resource);
          }
        }
      }
    }
    assertThat(dangerous).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("packs")
  void noRuleHasAWildcard(Path file) {
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
  void clusterWideAPackOnlyReads(Path file) {
    assertThat(sidecar(file).clusterRBAC())
        .allSatisfy(rule -> assertThat(rule.verbs()).isSubsetOf("get", "list", "watch"));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void aPackIsReadyUnderItsOwnCeiling(Path file) {
    assertThat(Planner.checkPack(pack(file), new Ceiling(rules(file)))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("packs")
  void theFileIsCalledAsThePackIs(Path file) {
    assertThat(file.getFileName().toString())
        .isEqualTo(pack(file).getMetadata().getName() + ".yaml");
  }

  /** With and without a name: a rule that is limited to names is dangerous for those. */
  private static boolean allows(List<Rule> rules, String group, String resource, String verb) {
    return Stream.concat(Stream.of(""), rules.stream().flatMap(r -> r.resourceNames().stream()))
        .anyMatch(name -> KubernetesRbac.allows(rules, group, resource, verb, name));
  }

  private static List<Rule> rules(Path file) {
    return Stream.of(sidecar(file).rbac(), sidecar(file).clusterRBAC())
        .flatMap(List::stream)
        .toList();
  }

  /** Packs of texts only have no rights at all. */
  private static Sidecar sidecar(Path file) {
    Sidecar declared = pack(file).getSpec().sidecar();
    return declared == null
        ? new Sidecar("none", List.of(), true, null, List.of(), List.of(), null, null)
        : declared;
  }

  private static SkillPack pack(Path file) {
    return (SkillPack) Manifests.read(Manifests.documents(file).getFirst());
  }
}

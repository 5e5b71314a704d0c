package ai.sympozium.rbac;

import static ai.sympozium.rbac.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finds dangerous permissions in every notation, and none in similar rules. */
class DangerousPermissionTest {
  private static final String RBAC = "rbac.authorization.k8s.io";

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "rbac.authorization.k8s.io: clusterroles escalate    | escalate",
        "rbac.authorization.k8s.io: roles bind [view]        | bind",
        "core: users impersonate                             | impersonate",
        "core: serviceaccounts impersonate [default]         | impersonate",
        "authentication.k8s.io: userextras/scopes impersonate | impersonate",
        "authentication.k8s.io: users impersonate:user-info  | impersonate",
        "rbac.authorization.k8s.io: rolebindings create      | rbac-write",
        "core: serviceaccounts/token create                  | service-accounts-token",
        "core: serviceaccounts/token create [default]        | service-accounts-token",
        "core: serviceaccounts create                        | service-accounts-write",
        "core: secrets get                                   | secrets-read",
        "core: secrets list                                  | secrets-read",
        "core: secrets watch [one]                           | secrets-read",
        "core: secrets get []                                | secrets-read",
        "core: secrets create                                | secrets-write",
        "core: pods create                                   | pods-create",
        "core: pods patch [cart]                             | pods-create",
        "core: pods/exec create                              | pods-exec",
        "core: pods/exec get                                 | pods-exec",
        "core: pods/attach create                            | pods-attach",
        "core: pods/ephemeralcontainers patch                | pods-ephemeral-containers",
        "core: pods/portforward create                       | pods-portforward",
        "core: pods/proxy get                                | pods-proxy",
        "core: services/proxy get                            | pods-proxy",
        "core: nodes/proxy get                               | nodes-proxy",
        "core: nodes patch                                   | nodes-write",
        "core: namespaces patch                              | namespaces-write",
        "core: persistentvolumes create                      | persistent-volumes",
        "storage.k8s.io: storageclasses update               | persistent-volumes",
        "certificates.k8s.io: certificatesigningrequests/approval update | certificates",
        "certificates.k8s.io: signers approve                | certificates",
        "certificates.k8s.io: certificatesigningrequests create | certificates",
        "admissionregistration.k8s.io: mutatingwebhookconfigurations create | admission-write",
        "admissionregistration.k8s.io: validatingadmissionpolicybindings delete | admission-write",
        "apiextensions.k8s.io: customresourcedefinitions patch | api-extensions",
        "apiregistration.k8s.io: apiservices create          | api-extensions",
        "sympozium.ai: agentruns create                      | agents",
        "sympozium.ai: skillpacks use [k8s-ops]              | agents",
        "apps: deployments create                            | workloads",
        "batch: cronjobs patch                               | workloads",
        "core: pods/* create                                 | wildcards pods-exec pods-attach"
            + " pods-portforward pods-proxy",
        "core: */exec create                                 | wildcards pods-exec",
        "core: */proxy get                                   | wildcards pods-proxy nodes-proxy",
        "*: pods/exec create                                 | wildcards pods-exec agents",
        "core: pods/exec *                                   | wildcards impersonate pods-exec",
        "core: secrets * [one]                               | wildcards impersonate secrets-read"
            + " secrets-write",
        "apps: */scale patch                                 | wildcards"
      })
  void shouldFindAllDangerousPermissionsOfRule(String rule, String expected) {
    assertThat(ids(rule(rule), false)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is not")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "core: pods get,list,watch,delete",
        "core: pods/log get",
        "core: pods/eviction create",
        "core: secrets get [one,two]",
        "core: secrets delete",
        "core: configmaps get,list,create,update,patch,delete",
        "core: serviceaccounts,persistentvolumes,nodes,namespaces get,list,watch",
        "core: nodes/metrics get",
        "apps: deployments get,list,watch,delete",
        "apps: deployments/scale patch",
        "apps: secrets,pods create,list",
        "example.org: serviceaccounts/token,pods/exec create",
        "rbac.authorization.k8s.io: roles,clusterroles get,list,watch",
        "certificates.k8s.io: certificatesigningrequests get,list",
        "sympozium.ai: agentruns,skillpacks get,list"
      })
  void shouldFindNoneInHarmlessRule(String rule) {
    assertThat(ids(rule(rule), false)).isEmpty();
    assertThat(ids(rule(rule), true)).isEmpty();
  }

  @Test
  void shouldFindAllInWildcardRule() {
    var all = rule("*: * *");

    assertThat(DangerousPermission.of(all, false))
        .containsAll(
            Arrays.stream(DangerousPermission.values())
                .filter(d -> d != DangerousPermission.WORKLOADS_EVERYWHERE)
                .toList());
    assertThat(DangerousPermission.of(all, true))
        .containsAll(
            Arrays.stream(DangerousPermission.values())
                .filter(d -> d != DangerousPermission.WORKLOADS)
                .toList());
  }

  @Test
  void shouldAllowWorkloadsInNamespaceAndDenyThemClusterWide() {
    var deployments = rule("apps: deployments patch");

    assertThat(DangerousPermission.of(deployments, false))
        .containsExactly(DangerousPermission.WORKLOADS);
    assertThat(DangerousPermission.of(deployments, true))
        .containsExactly(DangerousPermission.WORKLOADS_EVERYWHERE);
    assertThat(Arrays.stream(DangerousPermission.values()).filter(d -> !d.isDeniedByDefault()))
        .containsExactly(DangerousPermission.WORKLOADS);
  }

  @Test
  void shouldReturnFirstMatchingPermission() {
    assertThat(DangerousPermission.PODS_EXEC.firstMatch(rule("core: pods,pods/exec get,create")))
        .map(Permission::describe)
        .contains("pods/exec \"get\"");
    assertThat(DangerousPermission.SECRETS_READ.firstMatch(rule("core: secrets get,list [one]")))
        .map(Permission::describe)
        .contains("secrets \"list\" on \"one\"");
  }

  @Test
  void shouldFindDangerousPermissionById() {
    for (DangerousPermission dangerous : DangerousPermission.values()) {
      assertThat(dangerous.id()).matches("[a-z]+(-[a-z]+)*");
      assertThat(DangerousPermission.fromId(dangerous.id())).contains(dangerous);
      assertThat(dangerous.risk()).isNotBlank();
    }
    assertThat(DangerousPermission.fromId("PODS_EXEC")).isEmpty();
  }

  @Test
  void shouldListEveryDangerousPermissionInTheReference() throws IOException {
    assertThat(Files.readString(Path.of("docs/reference/dangerous-permissions.md")))
        .contains(
            Stream.of(DangerousPermission.values())
                .map(dangerous -> "`" + dangerous.id() + "`")
                .toList());
  }

  @Test
  void shouldDescribePermissionInKubectlNotation() {
    PolicyRule rule = rule("apps: deployments,deployments/scale get,patch [cart,shop]");

    assertThat(Permission.of(rule))
        .hasSize(8)
        .startsWith(new Permission("apps", "deployments", "get", "cart"))
        .endsWith(new Permission("apps", "deployments/scale", "patch", "shop"));
    assertThat(Permission.of(rule).getFirst().describe())
        .isEqualTo("deployments.apps \"get\" on \"cart\"");
    assertThat(Permission.of(rule(RBAC + ": roles bind")).getFirst().describe())
        .isEqualTo("roles." + RBAC + " \"bind\"");
    assertThat(Permission.of(rule("core: pods get")))
        .isEqualTo(List.of(new Permission("", "pods", "get", null)));
  }

  private static String ids(PolicyRule rule, boolean everywhere) {
    return Stream.of(DangerousPermission.values())
        .filter(DangerousPermission.of(rule, everywhere)::contains)
        .map(DangerousPermission::id)
        .collect(Collectors.joining(" "));
  }
}

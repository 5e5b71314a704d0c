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
        "rbac.authorization.k8s.io: roles delete | rbac-write",
        "core: serviceaccounts delete | service-accounts-delete",
        "core: serviceaccounts use | service-accounts-use",
        "core: serviceaccounts use [] | service-accounts-use",
        "core: secrets delete | secrets-delete",
        "core: secrets deletecollection | secrets-delete",
        "core: pods/binding create | pods-binding",
        "core: bindings create | pods-binding",
        "core: pods/status patch | pods-status",
        "apps: controllerrevisions update | controller-revisions",
        "core: resourcequotas patch | quotas",
        "core: limitranges delete | quotas",
        "core: services/status update | services-status",
        "networking.k8s.io: ingresses/status patch | services-status",
        "core: endpoints update | endpoints-write",
        "discovery.k8s.io: endpointslices create | endpoints-write",
        "coordination.k8s.io: leases update | leases-write",
        "core: nodes/log get | nodes-log",
        "core: nodes/checkpoint create | nodes-log",
        "node.k8s.io: runtimeclasses create | runtime-classes",
        "scheduling.k8s.io: priorityclasses create | priority-classes",
        "resource.k8s.io: resourceclaims create | devices",
        "resource.k8s.io: deviceclasses patch | devices",
        "core: namespaces use [kube-system] | system-namespaces",
        "core: persistentvolumes delete | persistent-volumes",
        "storage.k8s.io: volumeattachments/status patch | persistent-volumes",
        "certificates.k8s.io: podcertificaterequests create | certificates",
        "certificates.k8s.io: clustertrustbundles delete | certificates",
        "admissionregistration.k8s.io: validatingadmissionpolicies/status patch | admission-write",
        "apiregistration.k8s.io: apiservices/status patch | api-extensions",
        "flowcontrol.apiserver.k8s.io: flowschemas create | flow-control",
        "flowcontrol.apiserver.k8s.io: prioritylevelconfigurations delete | flow-control",
        "sympozium.ai: skillpacks delete | agents",
        "core: pods/* create                                 | wildcards pods-binding"
            + " pods-status pods-exec pods-attach pods-portforward pods-proxy",
        "core: */exec create                                 | wildcards pods-exec",
        "core: */proxy get                                   | wildcards pods-proxy nodes-proxy",
        "*: pods/exec create                                 | wildcards rbac-write"
            + " pods-exec leases-write runtime-classes devices persistent-volumes certificates"
            + " admission-write api-extensions flow-control agents",
        "core: pods/exec *                                   | wildcards impersonate pods-exec",
        "core: secrets * [one]                               | wildcards impersonate secrets-read"
            + " secrets-write secrets-delete",
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
        "core: pods get,list,watch",
        "core: pods/log get",
        "core: secrets get [one,two]",
        "core: serviceaccounts use [one]",
        "core: configmaps get,list",
        "core: events create,patch",
        "core: serviceaccounts,persistentvolumes,nodes,namespaces get,list,watch",
        "core: nodes/metrics get",
        "apps: deployments get,list,watch",
        "apps: deployments/scale,controllerrevisions get",
        "apps: secrets,pods create,list",
        "authentication.k8s.io: tokenreviews create",
        "example.org: serviceaccounts/token,pods/exec create",
        "rbac.authorization.k8s.io: roles,clusterroles get,list,watch",
        "certificates.k8s.io: certificatesigningrequests get,list",
        "sympozium.ai: agentruns,skillpacks get,list"
      })
  void shouldFindNoneInHarmlessRule(String rule) {
    assertThat(ids(rule(rule), false)).isEmpty();
    assertThat(ids(rule(rule), true)).isEmpty();
  }

  @ParameterizedTest(name = "{0} is {1} in the whole cluster")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "core: configmaps get,list,create,update,patch  | config-maps-everywhere",
        "core: configmaps delete                        | disruption-everywhere",
        "core: pods delete                              | disruption-everywhere",
        "core: pods/eviction create                     | disruption-everywhere",
        "core: pods/resize patch                        | disruption-everywhere",
        "core: persistentvolumeclaims patch             | disruption-everywhere",
        "apps: deployments delete                       | disruption-everywhere",
        "apps: deployments/scale patch                  | disruption-everywhere",
        "apps: deployments/status patch                 | disruption-everywhere",
        "autoscaling: horizontalpodautoscalers patch    | disruption-everywhere",
        "policy: poddisruptionbudgets create            | disruption-everywhere",
        "scheduling.k8s.io: workloads create            | disruption-everywhere",
        "example.org: gadgets deletecollection          | disruption-everywhere",
        "core: services patch                           | network-everywhere",
        "networking.k8s.io: networkpolicies create      | network-everywhere",
        "networking.k8s.io: servicecidrs create         | network-everywhere"
      })
  void shouldFindDangerousPermissionOnlyInClusterWideRule(String rule, String expected) {
    assertThat(ids(rule(rule), false)).isEmpty();
    assertThat(ids(rule(rule), true)).isEqualTo(expected);
  }

  @Test
  void shouldFindAllInWildcardRule() {
    var all = rule("*: * *");

    assertThat(DangerousPermission.of(all, false))
        .containsAll(
            Arrays.stream(DangerousPermission.values())
                .filter(d -> !d.name().endsWith("_EVERYWHERE"))
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

package ai.sympozium.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.KubernetesRbac;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The minimal pack allows each request and has no permission that was not declared. */
class PermissionUsageTest {
  private static final String NAMESPACE = RandomRequests.NAMESPACE;

  private static PolicyRule rule(String yaml) {
    return Manifests.parse(yaml, PolicyRule.class);
  }

  private static ApiRequest request(String verb, String resource, @Nullable String namespace) {
    return new ApiRequest("", resource, verb, namespace, null);
  }

  private static UsageEvidence audit(ApiRequest... requests) {
    Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
    for (ApiRequest request : requests) {
      allowed.merge(request, 1, Integer::sum);
    }
    return new UsageEvidence(
        UsageEvidence.Source.AUDIT_LOG,
        allowed,
        Map.of(),
        new LinkedHashSet<>(),
        Optional.empty(),
        List.of());
  }

  private static PermissionUsage usage(
      List<PolicyRule> rules, List<PolicyRule> clusterRules, UsageEvidence evidence) {
    return PermissionUsage.of(rules, clusterRules, NAMESPACE, evidence);
  }

  @Test
  void shouldMinimizeRandomPacksWithoutWideningThem() {
    var random = new RandomRequests(TestSeed.VALUE);
    int minimized = 0;
    int allowedRequests = 0;
    for (int i = 0; i < 20_000; i++) {
      List<PolicyRule> rules = random.rules();
      List<PolicyRule> clusterRules = random.rules();
      Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
      for (int requests = random.between(0, 6); requests > 0; requests--) {
        ApiRequest request = random.request();
        if (allows(rules, clusterRules, request)) {
          allowed.put(request, random.between(1, 3));
        }
      }
      UsageEvidence evidence =
          new UsageEvidence(
              UsageEvidence.Source.AUDIT_LOG,
              allowed,
              Map.of(),
              new LinkedHashSet<>(),
              Optional.empty(),
              List.of());

      PermissionUsage usage = usage(rules, clusterRules, evidence);

      String testCase = "case %d: %s | %s, requests %s".formatted(i, rules, clusterRules, allowed);
      for (ApiRequest request : allowed.keySet()) {
        assertThat(allows(minimalRules(usage), minimalClusterRules(usage), request))
            .as("%s allowed again, %s", request, testCase)
            .isTrue();
      }
      List<PolicyRule> both = Stream.concat(rules.stream(), clusterRules.stream()).toList();
      for (PolicyRule rule : minimalRules(usage)) {
        assertThat(KubernetesRbac.covers(both, rule))
            .as("%s declared, %s", rule, testCase)
            .isTrue();
      }
      for (PolicyRule rule : minimalClusterRules(usage)) {
        assertThat(KubernetesRbac.covers(clusterRules, rule))
            .as("%s declared cluster-wide, %s", rule, testCase)
            .isTrue();
      }
      assertThat(usage.grantedElsewhere()).as(testCase).isEmpty();
      assertThat(usage.used().size() + usage.unused().size() + usage.unobservable().size())
          .as(testCase)
          .isEqualTo(usage.declared().size());
      assertNoPermissionIsRedundant(usage, allowed.keySet(), testCase);
      allowedRequests += allowed.size();
      minimized += usage.minimal().size() < usage.declared().size() ? 1 : 0;
    }
    assertThat(allowedRequests).as("allowed requests").isGreaterThan(10_000);
    assertThat(minimized).as("minimized packs").isGreaterThan(5_000);
  }

  /** Without any one of its permissions, a request would be denied. */
  private static void assertNoPermissionIsRedundant(
      PermissionUsage usage, Iterable<ApiRequest> requests, String testCase) {
    for (ScopedPermission permission : usage.minimal()) {
      List<ScopedPermission> others =
          usage.minimal().stream().filter(r -> !r.equals(permission)).toList();
      boolean sufficient = true;
      for (ApiRequest request : requests) {
        sufficient &= others.stream().anyMatch(other -> other.allows(request, NAMESPACE));
      }
      assertThat(sufficient).as("%s is needed, %s", permission, testCase).isFalse();
    }
  }

  private static boolean allows(
      List<PolicyRule> rules, List<PolicyRule> clusterRules, ApiRequest request) {
    String name = Objects.requireNonNullElse(request.name(), "");
    return (NAMESPACE.equals(request.namespace())
            && KubernetesRbac.allows(
                rules, request.apiGroup(), request.resource(), request.verb(), name))
        || KubernetesRbac.allows(
            clusterRules, request.apiGroup(), request.resource(), request.verb(), name);
  }

  @Test
  void shouldReduceClusterWidePermissionToNamespace() {
    PermissionUsage usage =
        usage(
            List.of(),
            List.of(rule("{resources: [pods, nodes], verbs: [get, list]}")),
            audit(request("list", "pods", NAMESPACE), request("list", "nodes", null)));

    assertThat(minimalRules(usage)).containsExactly(rule("{resources: [pods], verbs: [list]}"));
    assertThat(minimalClusterRules(usage))
        .containsExactly(rule("{resources: [nodes], verbs: [list]}"));
    assertThat(usage.used()).hasSize(2);
    assertThat(usage.unused()).hasSize(2);
  }

  @Test
  void shouldNotRepeatClusterWidePermissionInNamespace() {
    PermissionUsage usage =
        usage(
            List.of(rule("{resources: [pods], verbs: [list]}")),
            List.of(rule("{resources: [pods], verbs: [list]}")),
            audit(request("list", "pods", NAMESPACE), request("list", "pods", null)));

    assertThat(minimalRules(usage)).isEmpty();
    assertThat(minimalClusterRules(usage))
        .containsExactly(rule("{resources: [pods], verbs: [list]}"));
  }

  @Test
  void shouldKeepObjectNamesAndAddNone() {
    PermissionUsage usage =
        usage(
            List.of(
                rule("{resources: [secrets], verbs: [get], resourceNames: [one, two]}"),
                rule("{resources: [configmaps], verbs: [get]}")),
            List.of(),
            audit(
                new ApiRequest("", "secrets", "get", NAMESPACE, "two"),
                new ApiRequest("", "configmaps", "get", NAMESPACE, "two")));

    assertThat(minimalRules(usage))
        .containsExactlyInAnyOrder(
            rule("{resources: [secrets], verbs: [get], resourceNames: [two]}"),
            rule("{resources: [configmaps], verbs: [get]}"));
  }

  @Test
  void shouldReportRequestAsGrantedElsewhereWhenPackDoesNotAllowIt() {
    ApiRequest review =
        new ApiRequest("authorization.k8s.io", "selfsubjectaccessreviews", "create", null, null);

    PermissionUsage usage =
        usage(List.of(rule("{resources: [pods], verbs: [get]}")), List.of(), audit(review));

    assertThat(usage.grantedElsewhere()).containsOnlyKeys(review);
    assertThat(usage.used()).isEmpty();
    assertThat(usage.minimal()).isEmpty();
  }

  @Test
  void shouldKeepVerbsThatNoLogShows() {
    PermissionUsage usage =
        usage(
            List.of(
                rule("{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [use, get]}")),
            List.of(),
            audit());

    assertThat(usage.unobservable()).extracting(ScopedPermission::verb).containsExactly("use");
    assertThat(usage.unused()).extracting(ScopedPermission::verb).containsExactly("get");
    assertThat(minimalRules(usage))
        .containsExactly(
            rule("{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [use]}"));
  }

  @Test
  void shouldKeepAllPermissionsWhenNotMinimized() {
    PermissionUsage usage =
        usage(
            List.of(rule("{resources: [pods, nodes], verbs: [get]}")),
            List.of(),
            new UsageEvidence(
                UsageEvidence.Source.AUDIT_LOG,
                Map.of(request("get", "pods", NAMESPACE), 1),
                Map.of(),
                new LinkedHashSet<>(),
                Optional.of("it wrote roles"),
                List.of()));

    assertThat(usage.notMinimizedReason()).contains("it wrote roles");
    assertThat(usage.minimal()).containsExactlyElementsOf(usage.declared());
    assertThat(usage.unused()).hasSize(1);
  }

  @Test
  void shouldKeepImpliedRequestsOnlyWhenDeclared() {
    var implied =
        new LinkedHashSet<>(
            List.of(
                request("create", "configmaps", NAMESPACE),
                request("create", "secrets", NAMESPACE)));
    var evidence =
        new UsageEvidence(
            UsageEvidence.Source.AUDIT_LOG,
            Map.of(request("patch", "configmaps", NAMESPACE), 2),
            Map.of(),
            implied,
            Optional.empty(),
            List.of());

    PermissionUsage usage =
        usage(
            List.of(rule("{resources: [configmaps], verbs: [create, patch, delete]}")),
            List.of(),
            evidence);

    assertThat(minimalRules(usage))
        .containsExactly(rule("{resources: [configmaps], verbs: [create, patch]}"));
    assertThat(usage.grantedElsewhere()).isEmpty();
  }

  @Test
  void shouldNotReduceToNamespaceWhenEstimatedFromCommands() {
    UsageEvidence estimate =
        new UsageEvidence(
            UsageEvidence.Source.COMMANDS,
            Map.of(request("list", "nodes", NAMESPACE), 1),
            Map.of(),
            new LinkedHashSet<>(),
            Optional.empty(),
            List.of());

    PermissionUsage usage =
        usage(List.of(), List.of(rule("{resources: [nodes], verbs: [get, list]}")), estimate);

    assertThat(minimalRules(usage)).isEmpty();
    assertThat(minimalClusterRules(usage))
        .containsExactly(rule("{resources: [nodes], verbs: [list]}"));
  }

  private static List<PolicyRule> minimalRules(PermissionUsage usage) {
    return RuleCompactor.of(usage.minimal().stream().filter(r -> !r.clusterWide()).toList());
  }

  private static List<PolicyRule> minimalClusterRules(PermissionUsage usage) {
    return RuleCompactor.of(
        usage.minimal().stream().filter(ScopedPermission::clusterWide).toList());
  }
}

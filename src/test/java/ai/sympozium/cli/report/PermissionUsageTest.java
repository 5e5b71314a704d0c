package ai.sympozium.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What was used, and the smaller pack: enough for every call, and never more than was declared. */
class PermissionUsageTest {
  private static final String NAMESPACE = RandomRequests.NAMESPACE;

  private static PolicyRule rule(String yaml) {
    return Manifests.parse(yaml, PolicyRule.class);
  }

  private static ApiRequest call(String verb, String resource, @Nullable String namespace) {
    return new ApiRequest("", resource, verb, namespace, null);
  }

  private static UsageEvidence audit(ApiRequest... calls) {
    Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
    for (ApiRequest call : calls) {
      allowed.merge(call, 1, Integer::sum);
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
  void randomPacksGetASmallerOneThatIsEnoughAndNotWider() {
    var random = new RandomRequests(20261122);
    int smaller = 0;
    int allowedCalls = 0;
    for (int i = 0; i < 20_000; i++) {
      List<PolicyRule> rules = random.rules();
      List<PolicyRule> clusterRules = random.rules();
      Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
      for (int calls = random.between(0, 6); calls > 0; calls--) {
        ApiRequest call = random.request();
        if (allows(rules, clusterRules, call)) {
          allowed.put(call, random.between(1, 3));
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

      String what = "case %d: %s | %s, calls %s".formatted(i, rules, clusterRules, allowed);
      for (ApiRequest call : allowed.keySet()) {
        assertThat(allows(usage.smallerRules(), usage.smallerClusterRules(), call))
            .as("%s allowed again, %s", call, what)
            .isTrue();
      }
      List<PolicyRule> both = Stream.concat(rules.stream(), clusterRules.stream()).toList();
      for (PolicyRule rule : usage.smallerRules()) {
        assertThat(KubernetesRbac.covers(both, rule)).as("%s declared, %s", rule, what).isTrue();
      }
      for (PolicyRule rule : usage.smallerClusterRules()) {
        assertThat(KubernetesRbac.covers(clusterRules, rule))
            .as("%s declared cluster-wide, %s", rule, what)
            .isTrue();
      }
      assertThat(usage.beyond()).as(what).isEmpty();
      assertThat(usage.used().size() + usage.unused().size() + usage.unseen().size())
          .as(what)
          .isEqualTo(usage.declared().size());
      assertNothingToSpare(usage, allowed.keySet(), what);
      allowedCalls += allowed.size();
      smaller += usage.smaller().size() < usage.declared().size() ? 1 : 0;
    }
    assertThat(allowedCalls).as("calls that were allowed").isGreaterThan(10_000);
    assertThat(smaller).as("packs that could be smaller").isGreaterThan(5_000);
  }

  /** Without any one of its rights, some call would be refused. */
  private static void assertNothingToSpare(
      PermissionUsage usage, Iterable<ApiRequest> calls, String what) {
    for (ScopedPermission right : usage.smaller()) {
      List<ScopedPermission> others =
          usage.smaller().stream().filter(r -> !r.equals(right)).toList();
      boolean stillEnough = true;
      for (ApiRequest call : calls) {
        stillEnough &= others.stream().anyMatch(other -> other.allows(call, NAMESPACE));
      }
      assertThat(stillEnough).as("%s is needed, %s", right, what).isFalse();
    }
  }

  private static boolean allows(
      List<PolicyRule> rules, List<PolicyRule> clusterRules, ApiRequest call) {
    String name = Objects.requireNonNullElse(call.name(), "");
    return (NAMESPACE.equals(call.namespace())
            && KubernetesRbac.allows(rules, call.group(), call.resource(), call.verb(), name))
        || KubernetesRbac.allows(clusterRules, call.group(), call.resource(), call.verb(), name);
  }

  @Test
  void aRightOfTheWholeClusterShrinksToTheNamespaceWhereItWasUsed() {
    PermissionUsage usage =
        usage(
            List.of(),
            List.of(rule("{resources: [pods, nodes], verbs: [get, list]}")),
            audit(call("list", "pods", NAMESPACE), call("list", "nodes", null)));

    assertThat(usage.smallerRules()).containsExactly(rule("{resources: [pods], verbs: [list]}"));
    assertThat(usage.smallerClusterRules())
        .containsExactly(rule("{resources: [nodes], verbs: [list]}"));
    assertThat(usage.used()).hasSize(2);
    assertThat(usage.unused()).hasSize(2);
  }

  @Test
  void whatTheClusterAllowsIsNotAllowedInTheNamespaceToo() {
    PermissionUsage usage =
        usage(
            List.of(rule("{resources: [pods], verbs: [list]}")),
            List.of(rule("{resources: [pods], verbs: [list]}")),
            audit(call("list", "pods", NAMESPACE), call("list", "pods", null)));

    assertThat(usage.smallerRules()).isEmpty();
    assertThat(usage.smallerClusterRules())
        .containsExactly(rule("{resources: [pods], verbs: [list]}"));
  }

  @Test
  void namesStayWhereTheyWereAndComeNowhereElse() {
    PermissionUsage usage =
        usage(
            List.of(
                rule("{resources: [secrets], verbs: [get], resourceNames: [one, two]}"),
                rule("{resources: [configmaps], verbs: [get]}")),
            List.of(),
            audit(
                new ApiRequest("", "secrets", "get", NAMESPACE, "two"),
                new ApiRequest("", "configmaps", "get", NAMESPACE, "two")));

    assertThat(usage.smallerRules())
        .containsExactlyInAnyOrder(
            rule("{resources: [secrets], verbs: [get], resourceNames: [two]}"),
            rule("{resources: [configmaps], verbs: [get]}"));
  }

  @Test
  void aCallThatThePackDoesNotAllowIsNotThePacks() {
    ApiRequest review =
        new ApiRequest("authorization.k8s.io", "selfsubjectaccessreviews", "create", null, null);

    PermissionUsage usage =
        usage(List.of(rule("{resources: [pods], verbs: [get]}")), List.of(), audit(review));

    assertThat(usage.beyond()).containsOnlyKeys(review);
    assertThat(usage.used()).isEmpty();
    assertThat(usage.smaller()).isEmpty();
  }

  @Test
  void verbsThatNoRequestHasAreKeptAndSaidToBeUnseen() {
    PermissionUsage usage =
        usage(
            List.of(
                rule("{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [use, get]}")),
            List.of(),
            audit());

    assertThat(usage.unseen()).extracting(ScopedPermission::verb).containsExactly("use");
    assertThat(usage.unused()).extracting(ScopedPermission::verb).containsExactly("get");
    assertThat(usage.smallerRules())
        .containsExactly(
            rule("{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [use]}"));
  }

  @Test
  void whereEveryRightWasNeededNoPackIsSmaller() {
    PermissionUsage usage =
        usage(
            List.of(rule("{resources: [pods, nodes], verbs: [get]}")),
            List.of(),
            new UsageEvidence(
                UsageEvidence.Source.AUDIT_LOG,
                Map.of(call("get", "pods", NAMESPACE), 1),
                Map.of(),
                new LinkedHashSet<>(),
                Optional.of("it wrote roles"),
                List.of()));

    assertThat(usage.wholeBecause()).contains("it wrote roles");
    assertThat(usage.smaller()).containsExactlyElementsOf(usage.declared());
    assertThat(usage.unused()).hasSize(1);
  }

  @Test
  void impliedCallsAreKeptButOnlyWhenDeclared() {
    var implied =
        new LinkedHashSet<>(
            List.of(call("create", "configmaps", NAMESPACE), call("create", "secrets", NAMESPACE)));
    var evidence =
        new UsageEvidence(
            UsageEvidence.Source.AUDIT_LOG,
            Map.of(call("patch", "configmaps", NAMESPACE), 2),
            Map.of(),
            implied,
            Optional.empty(),
            List.of());

    PermissionUsage usage =
        usage(
            List.of(rule("{resources: [configmaps], verbs: [create, patch, delete]}")),
            List.of(),
            evidence);

    assertThat(usage.smallerRules())
        .containsExactly(rule("{resources: [configmaps], verbs: [create, patch]}"));
    assertThat(usage.beyond()).isEmpty();
  }

  @Test
  void fromCommandsNothingShrinksToTheNamespace() {
    UsageEvidence hints =
        new UsageEvidence(
            UsageEvidence.Source.COMMANDS,
            Map.of(call("list", "nodes", NAMESPACE), 1),
            Map.of(),
            new LinkedHashSet<>(),
            Optional.empty(),
            List.of());

    PermissionUsage usage =
        usage(List.of(), List.of(rule("{resources: [nodes], verbs: [get, list]}")), hints);

    assertThat(usage.smallerRules()).isEmpty();
    assertThat(usage.smallerClusterRules())
        .containsExactly(rule("{resources: [nodes], verbs: [list]}"));
  }
}

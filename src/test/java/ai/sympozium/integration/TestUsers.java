package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import ai.sympozium.api.PolicyRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.time.Duration;
import java.util.List;

/**
 * Creates users of a test with permissions, and removes both. Names begin with the test's
 * namespace.
 */
final class TestUsers {
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String LABEL = "sympozium.ai/test";

  private final String test;

  TestUsers(String namespace) {
    this.test = namespace;
  }

  /** Returns a user name that no other test uses. */
  String named(String name) {
    return test + "-" + name;
  }

  /** Gives permissions in a namespace. */
  void allow(String user, String namespace, List<PolicyRule> rules) {
    allow("User", user, namespace, rules);
  }

  /** Gives permissions in a namespace to a user or a group. */
  void allow(String kind, String who, String namespace, List<PolicyRule> rules) {
    String name = who + "-" + rules.hashCode();
    TestCluster.ADMIN
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels(LABEL, test)
                .endMetadata()
                .withRules(policy(rules))
                .build())
        .create();
    bind(kind, who, namespace, "Role", name);
  }

  /** Gives permissions in the whole cluster. */
  void allowEverywhere(String user, List<PolicyRule> rules) {
    allowEverywhere("User", user, rules);
  }

  /** Gives permissions in the whole cluster to a user or a group. */
  void allowEverywhere(String kind, String who, List<PolicyRule> rules) {
    String name = who + "-" + rules.hashCode();
    TestCluster.ADMIN
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LABEL, test)
                .endMetadata()
                .withRules(policy(rules))
                .build())
        .create();
    TestCluster.ADMIN
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LABEL, test)
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", name)
                .addNewSubject(RBAC, kind, who, null)
                .build())
        .create();
  }

  /** Binds a user to an existing role in a namespace. */
  void bind(String user, String namespace, String roleKind, String role) {
    bind("User", user, namespace, roleKind, role);
  }

  private void bind(String kind, String who, String namespace, String roleKind, String role) {
    TestCluster.ADMIN
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(who + "-" + role)
                .withNamespace(namespace)
                .addToLabels(LABEL, test)
                .endMetadata()
                .withNewRoleRef(RBAC, roleKind, role)
                .addNewSubject(RBAC, kind, who, null)
                .build())
        .create();
  }

  /** The API server's authorizer learns of roles and bindings a moment after they are written. */
  void settle(String namespace) {
    String last = named("last");
    allowEverywhere(last, List.of(rule("", "configmaps", "get")));
    allow(last, namespace, List.of(rule("", "secrets", "get")));
    await("rights of " + test)
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> holds(last, namespace, "configmaps") && holds(last, namespace, "secrets"));
  }

  private static boolean holds(String user, String namespace, String resource) {
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withResource(resource)
            .withVerb("get")
            .endResourceAttributes()
            .endSpec()
            .build();
    return TestCluster.isAllowed(review);
  }

  /**
   * Removes permissions of the whole cluster and of the operator's namespace. The others are
   * deleted with their namespace.
   */
  void remove() {
    var rbac = TestCluster.ADMIN.rbac();
    rbac.clusterRoleBindings().withLabel(LABEL, test).delete();
    rbac.clusterRoles().withLabel(LABEL, test).delete();
    rbac.roleBindings().inNamespace(TestCluster.OPERATOR_NAMESPACE).withLabel(LABEL, test).delete();
    rbac.roles().inNamespace(TestCluster.OPERATOR_NAMESPACE).withLabel(LABEL, test).delete();
  }

  static PolicyRule rule(String group, String resource, String... verbs) {
    return new PolicyRule(List.of(group), List.of(resource), List.of(verbs), List.of());
  }

  static PolicyRule named(PolicyRule rule, String... names) {
    return new PolicyRule(rule.apiGroups(), rule.resources(), rule.verbs(), List.of(names));
  }

  static List<io.fabric8.kubernetes.api.model.rbac.PolicyRule> policy(List<PolicyRule> rules) {
    return rules.stream()
        .map(rule ->
            new PolicyRuleBuilder()
                .withApiGroups(rule.apiGroups())
                .withResources(rule.resources())
                .withVerbs(rule.verbs())
                .withResourceNames(rule.resourceNames())
                .build())
        .toList();
  }
}

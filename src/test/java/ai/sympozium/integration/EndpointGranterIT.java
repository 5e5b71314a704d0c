package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks that a holder of the operator's token can create, as the granter of endpoints, the role
 * and the binding of an endpoint and no other. The granter holds every permission that the roles
 * contain, so only the policy denies. Requests are dry runs, which admission decides alike.
 */
@ControlPlaneTest
class EndpointGranterIT {
  private static final String GRANTS = "sympozium-grants";
  private static final String USER =
      "system:serviceaccount:" + TestCluster.OPERATOR_NAMESPACE + ":sympozium-endpoint-granter";

  private static final String ROLE =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata:
        name: bot-web-endpoint
        labels:
          app.kubernetes.io/managed-by: sympozium
          sympozium.ai/component: web-endpoint
          sympozium.ai/instance: bot
        ownerReferences:
        - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumInstance, name: bot, uid: "1", controller: true}
      rules:
      - {apiGroups: [sympozium.ai], resources: [agentruns], verbs: [create, delete]}
      """;

  private static String namespace = "";
  private static String binding = "";
  private static KubernetesClient granter = TestCluster.ADMIN;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("endpoint-granter");
    binding =
        ROLE.substring(0, ROLE.indexOf("rules:")).replace("kind: Role\n", "kind: RoleBinding\n")
            + """
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: bot-web-endpoint}
            subjects: [{kind: ServiceAccount, name: bot-web-endpoint, namespace: %s}]
            """
                .formatted(namespace);
    // The API server reads the role of a binding before it evaluates policies.
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: bot-web-endpoint}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: theirs}
        """);
    granter = PolicyAssertions.operatorAs(USER);
  }

  @AfterAll
  static void remove() {
    granter.close();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldAcceptRoleAndBindingOfEndpoint() {
    // The name exists already for the binding's sake.
    assertThatCode(() -> create(ROLE.replace("bot", "other"))).doesNotThrowAnyException();
    assertThatCode(() -> create(binding)).doesNotThrowAnyException();
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectRoleWhenItIsNotOfEndpoint() {
    return Stream.of(
        rejected("name", ROLE, "name: bot-web-endpoint", "name: bot"),
        rejected("component", ROLE, "web-endpoint\n    sympozium", "other\n    sympozium"),
        rejected("further label", ROLE, "labels:", "labels:\n    team: a"),
        rejected("owner", ROLE, "controller: true", "controller: false"));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectRoleWhenContentIsNotOfEndpoint() {
    return Stream.of(
        rejected("verbs", ROLE, "[create, delete]", "[create]"),
        rejected("names", ROLE, "verbs:", "resourceNames: [one], verbs:"),
        rejected(
            "further rule",
            ROLE,
            "rules:",
            "rules:\n- {apiGroups: [sympozium.ai], resources: [agentruns], verbs: [create, delete]}"));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectBindingWhenContentIsNotOfEndpoint() {
    return Stream.of(
        rejected("role", binding, "kind: Role, name: bot-web-endpoint", "kind: Role, name: theirs"),
        rejected(
            "role of the granter",
            binding,
            "kind: Role, name: bot-web-endpoint",
            "kind: ClusterRole, name: sympozium-endpoint-granter"),
        rejected(
            "account",
            binding,
            "ServiceAccount, name: bot-web-endpoint",
            "ServiceAccount, name: default"),
        rejected("namespace", binding, "namespace: " + namespace, "namespace: default"),
        rejected(
            "further subject",
            binding,
            "subjects: [",
            "subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'system:authenticated'}, "));
  }

  private static DynamicTest rejected(String name, String yaml, String text, String other) {
    return dynamicTest(
        name,
        () -> PolicyAssertions.assertRefused(GRANTS, () -> create(yaml.replace(text, other))));
  }

  private static void create(String yaml) {
    granter
        .resource(Serialization.<HasMetadata>unmarshal(yaml))
        .inNamespace(namespace)
        .dryRun()
        .create();
  }
}

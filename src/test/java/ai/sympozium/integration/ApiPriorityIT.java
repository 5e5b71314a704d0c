package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks the FlowSchema that the API server uses for each request, by the header of its response
 * (API Priority and Fairness). Requests of one priority level do not wait for those of another.
 */
@ControlPlaneTest
class ApiPriorityIT {
  private static final String OPERATOR = "sympozium-operator";
  private static final String PODS = "/api/v1/pods?limit=1";
  private static final String LEASE =
      "/apis/coordination.k8s.io/v1/namespaces/%s/leases/sympozium-operator"
          .formatted(TestCluster.OPERATOR_NAMESPACE);

  private static String namespace = "";
  private static KubernetesClient operator = TestCluster.ADMIN;
  private static KubernetesClient granter = TestCluster.ADMIN;
  private static KubernetesClient skill = TestCluster.ADMIN;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("priority");
    operator = PolicyAssertions.operator();
    granter = PolicyAssertions.granter();
    skill = PolicyAssertions.newAccount(namespace, "sympozium-run-0123456789ab-skill", "view");
    await("API server uses the FlowSchemas of the chart")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> flowSchemaOf(operator, PODS).equals(OPERATOR));
  }

  @AfterAll
  static void remove() {
    operator.close();
    granter.close();
    skill.close();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldSeparateRequestsOfOperatorFromThoseOfSkills() {
    assertThat(flowSchemaOf(granter, PODS)).isEqualTo(OPERATOR);
    assertThat(flowSchemaOf(operator, "/version")).isEqualTo(OPERATOR);
    assertThat(levelOf(flowSchemaOf(operator, PODS)))
        .isEqualTo("workload-high")
        .isNotEqualTo(levelOf(flowSchemaOf(skill, PODS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "granter", "endpoint-granter", "uninstall"})
  void shouldCoverEachAccountOfOperator(String account) {
    String user =
        "system:serviceaccount:%s:sympozium-%s".formatted(TestCluster.OPERATOR_NAMESPACE, account);
    try (KubernetesClient client = TestCluster.person(user)) {
      assertThat(flowSchemaOf(client, PODS)).isEqualTo(OPERATOR);
    }
  }

  @Test
  void shouldRenewLeaseWithPriorityOfLeaderElections() {
    assertThat(levelOf(flowSchemaOf(operator, LEASE))).isEqualTo("leader-election");
  }

  private static String levelOf(String flowSchema) {
    return schemas()
        .withName(flowSchema)
        .require()
        .getSpec()
        .getPriorityLevelConfiguration()
        .getName();
  }

  private static NonNamespaceOperation<FlowSchema, FlowSchemaList, Resource<FlowSchema>> schemas() {
    return TestCluster.ADMIN.flowControl().v1().flowSchema();
  }

  /** Returns the name of the FlowSchema that the API server used for a GET request. */
  private static String flowSchemaOf(KubernetesClient client, String path) {
    var http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder().uri(client.getMasterUrl() + path.substring(1)).build();
    String uid =
        Objects.requireNonNull(
            http.sendAsync(request, String.class).join().header("X-Kubernetes-PF-FlowSchema-UID"));
    return schemas().list().getItems().stream()
        .filter(schema -> schema.getMetadata().getUid().equals(uid))
        .map(schema -> schema.getMetadata().getName())
        .findFirst()
        .orElseThrow();
  }
}

package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Clients with limited credentials, and assertions on which admission policy denied a request. */
final class PolicyAssertions {
  /** User name of the granter. */
  static final String GRANTER =
      "system:serviceaccount:" + TestCluster.OPERATOR_NAMESPACE + ":sympozium-granter";

  private PolicyAssertions() {}

  /** Creates a namespace without Pod Security, so that only the admission policies deny pods. */
  static String namespace(String purpose) {
    String name = TestCluster.namespace(purpose);
    TestCluster.ADMIN
        .namespaces()
        .withName(name)
        .edit(n -> {
          n.getMetadata().getLabels().remove("pod-security.kubernetes.io/enforce");
          return n;
        });
    return name;
  }

  /** Returns a client with the operator's token. */
  static KubernetesClient operator() {
    return as(TestCluster.OPERATOR_NAMESPACE, "sympozium-operator");
  }

  /** Returns a client with the operator's token that impersonates the granter. */
  static KubernetesClient granter() {
    return operatorAs(GRANTER);
  }

  /** Returns a client with the operator's token that impersonates a user. */
  static KubernetesClient operatorAs(String user, String... groups) {
    return TestCluster.bearer(
        token(TestCluster.OPERATOR_NAMESPACE, "sympozium-operator"), user, groups);
  }

  /** Creates an account that is bound to an existing ClusterRole in its namespace. */
  static KubernetesClient newAccount(String namespace, String name, String clusterRole) {
    TestCluster.ADMIN
        .serviceAccounts()
        .inNamespace(namespace)
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %3$s}
        subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
        """
            .formatted(name, namespace, clusterRole));
    return as(namespace, name);
  }

  private static KubernetesClient as(String namespace, String account) {
    return TestCluster.bearer(token(namespace, account));
  }

  private static String token(String namespace, String account) {
    return TestCluster.ADMIN
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec().build())
        .getStatus()
        .getToken();
  }

  /** Requires a denial by RBAC, before any admission policy is evaluated. */
  static void assertNotPermitted(ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(403);
              assertThat(e.getMessage()).doesNotContain("ValidatingAdmissionPolicy");
            });
  }

  /** Requires a denial by the named policy, so that missing permissions do not count. */
  static void assertRefused(String policy, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(403);
              assertThat(e.getMessage()).contains("ValidatingAdmissionPolicy '" + policy + "'");
            });
  }
}

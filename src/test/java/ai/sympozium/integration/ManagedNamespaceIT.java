package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs in namespaces whose platform prescribes user ids or adds containers to pods. */
@ControlPlaneTest
class ManagedNamespaceIT {
  private static final String RANGE_POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: %1$s}
      spec:
        failurePolicy: Fail
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
          resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
        validations:
          - expression: >-
              object.spec.?securityContext.?runAsUser.orValue(0) == 1000650000
              && object.spec.?securityContext.?fsGroup.orValue(0) == 1000650000
            message: runAsUser and fsGroup must be 1000650000
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: %1$s}
      spec: {policyName: %1$s, validationActions: [Deny]}
      """;

  private static final String INJECTOR =
      """
      apiVersion: admissionregistration.k8s.io/v1beta1
      kind: MutatingAdmissionPolicy
      metadata: {name: %1$s}
      spec:
        failurePolicy: Fail
        reinvocationPolicy: Never
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
          resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
        mutations:
          - patchType: JSONPatch
            jsonPatch:
              expression: >-
                [JSONPatch{op: "add", path: "/spec/containers/-",
                  value: Object.spec.containers{name: "mesh-proxy", image: "mesh"}}]
      ---
      apiVersion: admissionregistration.k8s.io/v1beta1
      kind: MutatingAdmissionPolicyBinding
      metadata: {name: %1$s}
      spec: {policyName: %1$s}
      """;

  private String namespace = "";

  @BeforeEach
  void prepare() {
    namespace = PolicyAssertions.namespace("managed");
    TestCluster.readingBot(namespace);
  }

  @AfterEach
  void remove() {
    remove("v1", "ValidatingAdmissionPolicy");
    remove("v1beta1", "MutatingAdmissionPolicy");
    TestCluster.deleteNamespace(namespace);
  }

  private void remove(String version, String policy) {
    for (String kind : List.of(policy + "Binding", policy)) {
      TestCluster.ADMIN
          .genericKubernetesResources("admissionregistration.k8s.io/" + version, kind)
          .withName(namespace)
          .delete();
    }
  }

  @Test
  void shouldUseIdsOfNamespaceAlsoWhenItsRangeComesLate() {
    prescribeIds();

    AgentRun refused = TestCluster.run(namespace, "before", "bot");

    assertThat(TestCluster.awaitFinal(namespace, "before").error())
        .contains("runAsUser and fsGroup must be 1000650000", "sympozium.ai/uid-range=");
    assertThatRun(refused).hasNoPermissionsLeft();

    TestCluster.ADMIN
        .namespaces()
        .withName(namespace)
        .edit(n ->
            n.edit()
                .editMetadata()
                .addToAnnotations("openshift.io/sa.scc.uid-range", "1000650000/10000")
                .endMetadata()
                .build());
    AgentRun run = TestCluster.run(namespace, "after", "bot");

    assertThatStatus(TestCluster.awaitFinal(namespace, "after")).hasSucceeded();
    assertThatRun(run).hasNoPermissionsLeft();
  }

  @Test
  void shouldNameContainerWhenInjectorAddsIt() {
    apply(INJECTOR, pod -> pod.getSpec().getContainers().size() == 2);

    AgentRun run = TestCluster.run(namespace, "injected", "bot");

    AgentRunStatus status = TestCluster.awaitFinal(namespace, "injected");
    assertThatStatus(status).hasFailed();
    assertThat(status.error()).contains("mesh-proxy", "app.kubernetes.io/managed-by=sympozium");
    assertThatRun(run).hasNoPermissionsLeft();
  }

  private void prescribeIds() {
    apply(RANGE_POLICY, pod -> false);
  }

  /** Applies a policy and waits until the API server enforces it. */
  private void apply(String policy, Predicate<Pod> enforced) {
    TestCluster.apply(namespace, policy.formatted(namespace));
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("probe")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("i")
            .endContainer()
            .endSpec()
            .build();
    await("the policy is enforced")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> {
          try {
            return enforced.test(TestCluster.ADMIN.resource(pod).dryRun().create());
          } catch (KubernetesClientException e) {
            return String.valueOf(e.getMessage()).contains("must be 1000650000");
          }
        });
  }
}

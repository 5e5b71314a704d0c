package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks that a client with all permissions on webhooks and leases can change those of the operator
 * only if it may also delete admission policies. Requests are dry runs, which admission decides
 * alike.
 */
@ControlPlaneTest
class OperatorObjectPolicyIT {
  private static final String WEBHOOK = "sympozium-webhook";
  private static final String LEASE = "sympozium-lease";
  private static final String ANNOTATION =
      """
      {"metadata": {"annotations": {"example.com/note": "text"}}}\
      """;
  private static final String OTHER_HOLDER =
      """
      {"spec": {"holderIdentity": "other"}}\
      """;

  private static String namespace = "";
  private static TestUsers users = new TestUsers("");
  private static KubernetesClient controller = TestCluster.ADMIN;
  private static KubernetesClient administrator = TestCluster.ADMIN;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("operator-objects");
    users = new TestUsers(namespace);
    for (String user : List.of("controller", "administrator")) {
      users.allowEverywhere(
          users.named(user),
          List.of(
              rule("admissionregistration.k8s.io", "validatingwebhookconfigurations", "*"),
              rule("coordination.k8s.io", "leases", "*")));
    }
    users.allowEverywhere(
        users.named("administrator"),
        List.of(rule("admissionregistration.k8s.io", "validatingadmissionpolicies", "delete")));
    TestCluster.apply(
        namespace,
        "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: sympozium-operator}");
    users.settle(namespace);
    controller = TestCluster.person(users.named("controller"));
    administrator = TestCluster.person(users.named("administrator"));
  }

  @AfterAll
  static void remove() {
    controller.close();
    administrator.close();
    users.remove();
    TestCluster.deleteNamespace(namespace);
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectWriteWhenClientIsNeitherOperatorNorAdministrator() {
    Map<String, ThrowingCallable> webhook = writes(webhook(controller), ANNOTATION);
    Map<String, ThrowingCallable> lease = writes(lease(controller), OTHER_HOLDER);
    return Stream.concat(
        webhook.entrySet().stream()
            .map(write ->
                dynamicTest(
                    "webhook: " + write.getKey(),
                    () -> PolicyAssertions.assertRefused(WEBHOOK, write.getValue()))),
        lease.entrySet().stream()
            .map(write ->
                dynamicTest(
                    "lease: " + write.getKey(),
                    () -> PolicyAssertions.assertRefused(LEASE, write.getValue()))));
  }

  /** The objects exist: without a policy the answer is 409. */
  @TestFactory
  Stream<DynamicTest> shouldRejectCreationWhenClientIsNoAdministrator() {
    return Map.<String, Resource<? extends HasMetadata>>of(
            LEASE, lease(TestCluster.ADMIN), WEBHOOK, webhook(TestCluster.ADMIN))
        .entrySet()
        .stream()
        .map(existing ->
            dynamicTest(
                existing.getKey(),
                () -> {
                  HasMetadata copy = existing.getValue().require();
                  copy.getMetadata().setResourceVersion(null);
                  PolicyAssertions.assertRefused(
                      existing.getKey(), () -> controller.resource(copy).dryRun().create());
                }));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectDeletionOfCollectionWhenItIncludesObjectOfOperator() {
    return Map.of(
            "/apis/coordination.k8s.io/v1/namespaces/" + TestCluster.OPERATOR_NAMESPACE + "/leases",
            LEASE,
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            WEBHOOK)
        .entrySet()
        .stream()
        .map(collection ->
            dynamicTest(
                collection.getValue(),
                () ->
                    PolicyAssertions.assertRefused(
                        collection.getValue(),
                        () ->
                            controller.raw(collection.getKey() + "?dryRun=All", "DELETE", null))));
  }

  @TestFactory
  Stream<DynamicTest> shouldAcceptWriteWhenClientMayDeletePolicies() {
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    writes(webhook(administrator), ANNOTATION).forEach((k, v) -> all.put("webhook: " + k, v));
    writes(lease(administrator), OTHER_HOLDER).forEach((k, v) -> all.put("lease: " + k, v));
    return all.entrySet().stream()
        .map(write ->
            dynamicTest(
                write.getKey(), () -> assertThatCode(write.getValue()).doesNotThrowAnyException()));
  }

  @Test
  void shouldAcceptWriteWhenLeaseIsOfOtherNamespace() {
    assertThatCode(
            () -> {
              for (ThrowingCallable write :
                  writes(
                          controller.leases().inNamespace(namespace).withName("sympozium-operator"),
                          OTHER_HOLDER)
                      .values()) {
                write.call();
              }
            })
        .doesNotThrowAnyException();
  }

  private static Map<String, ThrowingCallable> writes(Resource<?> object, String patch) {
    return Map.of(
        "change",
        () -> object.dryRun().patch(PatchContext.of(PatchType.JSON_MERGE), patch),
        "deletion",
        () -> object.dryRun().delete());
  }

  private static Resource<? extends HasMetadata> webhook(KubernetesClient client) {
    return client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName("sympozium-skillpacks");
  }

  private static Resource<? extends HasMetadata> lease(KubernetesClient client) {
    return client
        .leases()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName("sympozium-operator");
  }
}

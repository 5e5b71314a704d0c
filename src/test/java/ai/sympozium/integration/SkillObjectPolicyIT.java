package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
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
 * Checks that a skill, whose pack declares too many permissions, gets nothing beyond them through
 * Services, claims, revisions, token Secrets and pods of runs.
 */
@ControlPlaneTest
class SkillObjectPolicyIT {
  private static final String ROLE = "sympozium-test-objects";
  private static final String WORKLOADS = "sympozium-skill-workloads";
  private static final String CONNECTIONS = "sympozium-run-connections";

  private static final String ENDPOINT_OBJECTS = "sympozium-endpoint-objects";
  private static final String ENDPOINT = "bot-web-endpoint";
  private static final String PLAIN_POD =
      "{automountServiceAccountToken: false, containers: [{name: c, image: i}]}";
  private static final List<Class<? extends HasMetadata>> OF_ENDPOINT =
      List.of(
          Service.class,
          Deployment.class,
          NetworkPolicy.class,
          Ingress.class,
          Secret.class,
          ServiceAccount.class);

  private static final List<String> CONNECTIONS_TO_POD =
      List.of("exec?command=id", "attach", "portforward?ports=80", "proxy");

  private static String namespace = "";
  private static String runPod = "";
  private static KubernetesClient skill = TestCluster.ADMIN;

  @BeforeAll
  static void prepare() {
    namespace = PolicyAssertions.namespace("skill-objects");
    TestCluster.run(namespace, "check", "absent");
    String uid = TestCluster.get(namespace, "check").getMetadata().getUid();
    runPod = "check-" + uid.replace("-", "").substring(0, 5);
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: %1$s}
        rules:
          - {apiGroups: ["", apps], resources: [services, persistentvolumeclaims, controllerrevisions, statefulsets, secrets], verbs: [create, patch, get]}
          - {apiGroups: [""], resources: [pods], verbs: [get, create, patch, delete]}
          - {apiGroups: ["", apps, networking.k8s.io], resources: [services, deployments, networkpolicies, ingresses, secrets, serviceaccounts], verbs: [get, create, patch, delete]}
          - {apiGroups: [""], resources: [pods/exec, pods/attach, pods/portforward, pods/proxy, pods/eviction], verbs: ["*"]}
        ---
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/service-account-token
        metadata: {name: token, annotations: {kubernetes.io/service-account.name: default}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: shared}
        spec: {externalIPs: [198.51.100.77], ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: %2$s, ownerReferences: [{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, name: check, controller: true, uid: %3$s}]}
        spec: {schedulingGates: [{name: example.com/never}], containers: [{name: agent, image: localhost/busybox:1}]}
        """
            .formatted(ROLE, runPod, uid));
    createPod("other");
    createEndpoint();
    skill = PolicyAssertions.newAccount(namespace, "sympozium-run-0123456789ab-skill", ROLE);
  }

  /** The operator creates its objects. No controller creates its pods. */
  private static void createEndpoint() {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents: {default: {provider: replay, model: fine}}
          skills: [{skillPackRef: web-endpoint, params: {hostname: bot.example}}]
        """);
    await("objects of the endpoint")
        .atMost(TestCluster.TIMEOUT)
        .until(() ->
            OF_ENDPOINT.stream()
                .allMatch(kind -> ofEndpoint(TestCluster.ADMIN, kind).get() != null));
  }

  private static Resource<? extends HasMetadata> ofEndpoint(
      KubernetesClient client, Class<? extends HasMetadata> kind) {
    return client
        .resources(kind)
        .inNamespace(namespace)
        .withName(kind.equals(Secret.class) ? ENDPOINT + "-key" : ENDPOINT);
  }

  @AfterAll
  static void remove() {
    skill.close();
    TestCluster.ADMIN.rbac().clusterRoles().withName(ROLE).delete();
    TestCluster.deleteNamespace(namespace);
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectObjectWhenItReachesBeyondPermissionsOfSkill() {
    Map<String, String> objects =
        Map.of(
            "revision of another template",
                "{apiVersion: apps/v1, kind: ControllerRevision, metadata: {name: x}, revision: 1, data: {}}",
            "claim with data of another",
                claim("x", "dataSource: {kind: PersistentVolumeClaim, name: other}"),
            "claim with data of a snapshot",
                claim(
                    "x",
                    "dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: other}"),
            "claims of an earlier StatefulSet",
                """
                {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: x}, spec: {serviceName: x,
                 selector: {matchLabels: {a: b}}, volumeClaimTemplates: [%s], template: {metadata: {labels: {a: b}},
                 spec: {automountServiceAccountToken: false, containers: [{name: c, image: i}]}}}}
                """
                    .formatted(claim("data", "")));
    return objects.entrySet().stream()
        .map(object ->
            dynamicTest(
                object.getKey(),
                () -> PolicyAssertions.assertRefused(WORKLOADS, () -> create(object.getValue()))));
  }

  private static String claim(String name, String field) {
    return "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: "
        + name
        + "}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}"
        + (field.isEmpty() ? "" : ", ")
        + field
        + "}}";
  }

  @Test
  void shouldAllowClaimWhenItHasNoDataOfAnother() {
    assertThatCode(() -> create(claim("x", ""))).doesNotThrowAnyException();
  }

  @Test
  void shouldAllowOnlyMetadataWhenServiceHasExternalAddress() {
    patchService("{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
    PolicyAssertions.assertRefused(
        WORKLOADS, () -> patchService("{\"spec\": {\"selector\": {\"a\": \"b\"}}}"));
    patchService("{\"spec\": {\"externalIPs\": null, \"selector\": {\"a\": \"b\"}}}");
  }

  private static void patchService(String json) {
    skill
        .services()
        .inNamespace(namespace)
        .withName("shared")
        .dryRun()
        .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  @Test
  void shouldRejectUpdateOfTokenSecretWhenSkillMayWriteSecrets() {
    PolicyAssertions.assertRefused(
        "sympozium-objects",
        () ->
            skill
                .resources(Secret.class)
                .inNamespace(namespace)
                .withName("token")
                .dryRun()
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\": {\"annotations\": {\"a\": \"b\"}}}"));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectConnectionWhenPodIsOfRun() {
    return CONNECTIONS_TO_POD.stream()
        .map(request ->
            dynamicTest(
                request,
                () -> {
                  PolicyAssertions.assertRefused(CONNECTIONS, () -> connect(runPod, request));
                  assertThatThrownBy(() -> connect("other", request))
                      .hasMessageNotContaining("ValidatingAdmissionPolicy");
                }));
  }

  /**
   * The connector has the Secret of its channel, and the pod of an endpoint the keys of clients.
   */
  @TestFactory
  Stream<DynamicTest> shouldRejectConnectionWhenPodIsOfConnectorOrEndpoint() {
    String uid =
        TestCluster.ADMIN
            .resources(SympoziumInstance.class)
            .inNamespace(namespace)
            .withName("bot")
            .require()
            .getMetadata()
            .getUid();
    Map<String, String> pods =
        Map.of(
            "connector",
            "bot-channel-" + uid.replace("-", "").substring(0, 5),
            "endpoint",
            ENDPOINT + "-6d4cf5-abcde");
    pods.values().forEach(SkillObjectPolicyIT::createPod);
    return pods.entrySet().stream()
        .flatMap(pod ->
            Stream.concat(
                CONNECTIONS_TO_POD.stream()
                    .map(request ->
                        rejectedForInstance(
                            pod.getKey() + " " + request, () -> connect(pod.getValue(), request))),
                Stream.of(
                    rejectedForInstance(pod.getKey() + " eviction", () -> evict(pod.getValue())))));
  }

  private static void createPod(String name) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec: {schedulingGates: [{name: example.com/never}], containers: [{name: main, image: localhost/busybox:1}]}
        """
            .formatted(name));
  }

  private static DynamicTest rejectedForInstance(String name, ThrowingCallable request) {
    return dynamicTest(
        name, () -> PolicyAssertions.assertRefused("sympozium-instance-connections", request));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectChangeAndDeletionWhenObjectIsOfEndpoint() {
    return OF_ENDPOINT.stream()
        .map(kind ->
            dynamicTest(
                kind.getSimpleName(),
                () -> {
                  PolicyAssertions.assertRefused(
                      policyOfChange(kind),
                      () ->
                          ofEndpoint(skill, kind)
                              .dryRun()
                              .patch(
                                  PatchContext.of(PatchType.JSON_MERGE),
                                  "{\"metadata\": {\"annotations\": {\"a\": \"b\"}}}"));
                  PolicyAssertions.assertRefused(
                      List.of(Secret.class, ServiceAccount.class).contains(kind)
                          ? "sympozium-deletions"
                          : ENDPOINT_OBJECTS,
                      () -> ofEndpoint(skill, kind).dryRun().delete());
                }));
  }

  private static String policyOfChange(Class<? extends HasMetadata> kind) {
    if (kind.equals(Secret.class)) {
      return "sympozium-objects";
    }
    return kind.equals(ServiceAccount.class) ? "sympozium-grants" : ENDPOINT_OBJECTS;
  }

  /** The Service of an endpoint selects pods by such labels, and leads clients' keys to them. */
  @TestFactory
  Stream<DynamicTest> shouldRejectLabelOfEndpointWhenSkillWritesPod() {
    Map<String, ThrowingCallable> writes = new LinkedHashMap<>();
    writes.put(WORKLOADS, () -> create(deployment("sympozium.ai/component: web-endpoint")));
    writes.put("sympozium-pods", () -> create(pod("sympozium.ai/component: web-endpoint")));
    writes.put(
        WORKLOADS + " ",
        () ->
            skill
                .pods()
                .inNamespace(namespace)
                .withName("other")
                .dryRun()
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\": {\"labels\": {\"sympozium.ai/instance\": \"bot\"}}}"));
    return writes.entrySet().stream()
        .map(write ->
            dynamicTest(
                write.getKey(),
                () -> PolicyAssertions.assertRefused(write.getKey().trim(), write.getValue())));
  }

  @Test
  void shouldAllowOtherLabelsWhenSkillWritesPod() {
    assertThatCode(() -> create(deployment("team: a"))).doesNotThrowAnyException();
    assertThatCode(() -> create(pod("team: a"))).doesNotThrowAnyException();
  }

  private static String deployment(String label) {
    return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {selector:"
        + " {matchLabels: {a: b}}, template: {metadata: {labels: {a: b, %s}}, spec: %s}}}"
            .formatted(label, PLAIN_POD);
  }

  private static String pod(String label) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: x, labels: {%s}}, spec: %s}"
        .formatted(label, PLAIN_POD);
  }

  private static void connect(String pod, String request) {
    skill.raw("/api/v1/namespaces/" + namespace + "/pods/" + pod + "/" + request, "POST", null);
  }

  @Test
  void shouldRejectEvictionAndDeletionWhenPodIsOfRun() {
    PolicyAssertions.assertRefused(CONNECTIONS, () -> evict(runPod));
    PolicyAssertions.assertRefused("sympozium-deletions", () -> delete(runPod));
    assertThatCode(() -> evict("other")).doesNotThrowAnyException();
    assertThatCode(() -> delete("other")).doesNotThrowAnyException();
  }

  private static void evict(String pod) {
    skill.raw(
        "/api/v1/namespaces/" + namespace + "/pods/" + pod + "/eviction",
        "POST",
        Map.of(
            "apiVersion",
            "policy/v1",
            "kind",
            "Eviction",
            "metadata",
            Map.of("name", pod),
            "deleteOptions",
            Map.of("dryRun", List.of("All"))));
  }

  private static void delete(String pod) {
    skill.pods().inNamespace(namespace).withName(pod).dryRun().delete();
  }

  private static void create(String yaml) {
    skill
        .resource(
            Serialization.jsonMapper()
                .convertValue(WorkloadSamples.yaml(yaml), GenericKubernetesResource.class))
        .inNamespace(namespace)
        .dryRun()
        .create();
  }
}

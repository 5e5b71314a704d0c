package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPack;
import ai.sympozium.integration.controlplane.GatewayEndpoint;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that the author of a pack must hold the permissions that it declares. */
@ControlPlaneTest
class SkillPackAdmissionIT {
  private static final String PODS = "[{resources: [pods], verbs: [get]}]";
  private static final String NODES = "[{resources: [nodes], verbs: [list]}]";
  private static final String WRITE = "create,update,patch,get,delete";

  private static String namespace = "";
  private static TestUsers people = new TestUsers("");

  /** Can write packs and read pods in the test's namespace. */
  private static KubernetesClient author = TestCluster.ADMIN;

  /** Can also escalate. */
  private static KubernetesClient exempt = TestCluster.ADMIN;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("authors");
    people = new TestUsers(namespace);
    var packs = rule("sympozium.ai", "skillpacks", WRITE.split(","));
    people.allow(people.named("author"), namespace, List.of(packs, rule("", "pods", "get")));
    people.allow(
        people.named("author"),
        TestCluster.OPERATOR_NAMESPACE,
        List.of(packs, rule("", "pods", "get")));
    people.allow(people.named("exempt"), namespace, List.of(packs));
    people.allowEverywhere(
        people.named("exempt"),
        List.of(
            rule("rbac.authorization.k8s.io", "roles", "escalate"),
            rule("rbac.authorization.k8s.io", "clusterroles", "escalate")));
    people.settle(namespace);
    author = TestCluster.person(people.named("author"));
    exempt = TestCluster.person(people.named("exempt"));
    awaitReviews();
  }

  @AfterAll
  static void remove() {
    author.close();
    exempt.close();
    people.remove();
    TestCluster.deleteNamespace(namespace);
  }

  private static SkillPack pack(String in, String yaml) {
    SkillPack pack = (SkillPack) Manifests.read(Manifests.documents(yaml).getFirst());
    pack.getMetadata().setNamespace(in);
    return pack;
  }

  private static SkillPack pack(String name, String rbac, String clusterRbac) {
    return pack(namespace, Packs.withRules(name, rbac, clusterRbac));
  }

  private static void assertRefused(Runnable write, String... words) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(403);
              assertThat(e.getMessage()).contains("skillpacks.sympozium.ai").contains(words);
            });
  }

  /** The API server may not have learnt of a configuration that it was just sent. */
  private static void awaitReviews() {
    await("reviews")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> {
          assertThatCode(() -> author.resource(pack("probe", PODS, "[]")).dryRun().create())
              .doesNotThrowAnyException();
          assertRefused(
              () -> author.resource(pack("probe", NODES, "[]")).dryRun().create(), "nodes");
        });
  }

  @Test
  void shouldAcceptPackWhenAuthorHoldsItsPermissions() {
    author.resource(pack("fine", PODS, "[]")).create();

    assertThat(
            TestCluster.ADMIN
                .resources(SkillPack.class)
                .inNamespace(namespace)
                .withName("fine")
                .get())
        .isNotNull();
  }

  @Test
  void shouldNameMissingPermissionWhenAuthorDoesNotHoldIt() {
    assertRefused(
        () ->
            author
                .resource(
                    pack(
                        "beyond",
                        "[{resources: [pods], verbs: [get]}, {resources: [secrets], verbs: [get]}]",
                        "[]"))
                .create(),
        "spec.sidecar.rbac[1]: "
            + people.named("author")
            + " does not hold secrets \"get\" in namespace "
            + namespace);
    assertRefused(
        () -> author.resource(pack("beyond", "[]", PODS)).create(),
        "spec.sidecar.clusterRBAC[0]",
        "pods \"get\" in the whole cluster");
  }

  @Test
  void shouldRequireClusterWidePermissionsWhenPackIsShared() {
    SkillPack shared =
        pack(TestCluster.OPERATOR_NAMESPACE, Packs.withRules("authors-shared", PODS, "[]"));

    assertRefused(
        () -> author.resource(shared).create(),
        "spec.sidecar.rbac[0]",
        "pods \"get\" in the whole cluster");
  }

  @Test
  void shouldRejectPackWhenAuthorMayNotReadItsSecret() {
    SkillPack thief =
        pack(
            namespace,
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: SkillPack
            metadata: {name: thief}
            spec: {sidecar: {image: "localhost/debian:12", secretRef: keys}}
            """);

    assertRefused(() -> author.resource(thief).create(), "spec.sidecar.secretRef", "on \"keys\"");
  }

  @Test
  void shouldRejectPackWhenAuthorMayNotReadWhatItsVolumesAndVariablesName() {
    Map<String, String> declared =
        Map.of(
            "env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: k}}}]",
            "spec.sidecar.env[0].valueFrom.secretKeyRef.name",
            "env: [{name: A, valueFrom: {configMapKeyRef: {name: keys, key: k}}}]",
            "spec.sidecar.env[0].valueFrom.configMapKeyRef.name",
            "volumes: [{name: v, secret: {secretName: keys}}]",
            "spec.sidecar.volumes[0].secret.secretName",
            "volumes: [{name: v, configMap: {name: keys}}]",
            "spec.sidecar.volumes[0].configMap.name",
            "volumes: [{name: v, persistentVolumeClaim: {claimName: keys}}]",
            "spec.sidecar.volumes[0].persistentVolumeClaim.claimName");

    declared.forEach((field, path) ->
        assertRefused(
            () ->
                author
                    .resource(
                        pack(
                            namespace,
                            """
                            apiVersion: sympozium.ai/v1alpha1
                            kind: SkillPack
                            metadata: {name: thief}
                            spec: {sidecar: {image: i, %s}}
                            """
                                .formatted(field)))
                    .dryRun()
                    .create(),
            path + ": ",
            "on \"keys\" in namespace " + namespace));
    assertRefused(
        () ->
            author
                .resource(
                    pack(
                        namespace,
                        """
                        apiVersion: sympozium.ai/v1alpha1
                        kind: SkillPack
                        metadata: {name: thief}
                        spec:
                          sidecar:
                            image: i
                            volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: keys}}}]
                        """))
                .dryRun()
                .create(),
        "spec.sidecar.volumes[0].csi: ",
        "pods \"create\" in namespace " + namespace);
  }

  @Test
  void shouldRejectChangeWhenAuthorDoesNotHoldPermissionsOfPack() {
    TestCluster.ADMIN.resource(pack("strong", NODES, NODES)).create();
    Resource<SkillPack> strong =
        author.resources(SkillPack.class).inNamespace(namespace).withName("strong");
    String otherImage = "{\"spec\":{\"sidecar\":{\"image\":\"localhost/mine:1\"}}}";

    assertRefused(() -> strong.patch(merge(), otherImage), "spec.sidecar.rbac[0]", "nodes");
    assertThatCode(() -> strong.patch(merge(), "{\"metadata\":{\"labels\":{\"seen\":\"yes\"}}}"))
        .doesNotThrowAnyException();
  }

  private static io.fabric8.kubernetes.client.dsl.base.PatchContext merge() {
    return io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
        io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE);
  }

  @Test
  void shouldAcceptOnlyExemptAuthorsWhenOperatorIsStopped() {
    Operator.stop();
    try {
      assertThatThrownBy(() -> author.resource(pack("later", PODS, "[]")).create())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("failed calling webhook \"skillpacks.sympozium.ai\"");
      exempt.resource(pack("by-the-exempt", NODES, NODES)).create();
      TestCluster.ADMIN.resource(pack("by-the-administrator", NODES, NODES)).create();
    } finally {
      Operator.start();
    }
    awaitReviews();
  }

  @Test
  void shouldRepairAndRenewTrustWhenCaIsDeleted() {
    var before = webhook().getClientConfig();
    TestCluster.ADMIN
        .secrets()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName("sympozium-gateway-ca")
        .delete();
    edit(TestCluster.ADMIN, webhook -> webhook.getClientConfig().setCaBundle(null));

    await("new authority")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> webhook().getClientConfig().getCaBundle() != null);

    awaitReviews();
    var after = webhook().getClientConfig();
    assertThat(after.getCaBundle()).isNotEqualTo(before.getCaBundle());
    assertThat(after.getService().getPath()).isNotEqualTo(before.getService().getPath());
    assertThat(
            new String(
                Base64.getDecoder().decode(after.getCaBundle()),
                java.nio.charset.StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void shouldRejectOtherChangesOfWebhookByOperator() {
    List<Consumer<ValidatingWebhook>> misuses =
        List.of(
            w -> w.getRules().getFirst().setResources(List.of("*")),
            w -> w.setFailurePolicy("Ignore"),
            w -> w.getMatchConditions().removeFirst(),
            w -> w.setTimeoutSeconds(1),
            w -> w.getClientConfig().getService().setName("mine"),
            w -> {
              w.getClientConfig().setUrl("https://example.org/");
              w.getClientConfig().setService(null);
            });
    try (KubernetesClient operator = TestCluster.operator()) {
      for (Consumer<ValidatingWebhook> misuse : misuses) {
        assertThatThrownBy(() -> edit(operator, misuse))
            .isInstanceOfSatisfying(
                KubernetesClientException.class,
                e -> {
                  assertThat(e.getCode()).isEqualTo(403);
                  assertThat(e.getMessage()).contains("sympozium-webhook", "nothing else");
                });
      }
    }
  }

  @Test
  void shouldAnswerNotFoundWhenCallerDoesNotKnowWebhookPath() throws Exception {
    GatewayEndpoint gateway = GatewayEndpoint.any(TestCluster.ADMIN).orElseThrow();
    try (HttpClient http = HttpClient.newBuilder().sslContext(trusting()).build()) {
      for (String path : List.of("/v1/admission/", "/v1/admission/" + "0".repeat(64))) {
        var answer =
            http.send(
                HttpRequest.newBuilder(
                        URI.create("https://" + gateway.address() + ":" + gateway.port() + path))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"request\":{\"uid\":\"u\"}}"))
                    .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("allowed");
      }
    }
  }

  private static ValidatingWebhook webhook() {
    return configuration(TestCluster.ADMIN).require().getWebhooks().getFirst();
  }

  private static Resource<ValidatingWebhookConfiguration> configuration(KubernetesClient client) {
    return client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName("sympozium-skillpacks");
  }

  private static void edit(KubernetesClient client, Consumer<ValidatingWebhook> change) {
    configuration(client)
        .edit(found -> {
          change.accept(found.getWebhooks().getFirst());
          return found;
        });
  }

  /** Returns the status of the response. */
  private static SSLContext trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    return context;
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

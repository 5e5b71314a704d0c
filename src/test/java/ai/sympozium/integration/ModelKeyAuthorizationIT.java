package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.named;
import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests that no user can use a Secret or a transcript through a run that the user cannot read. */
@ControlPlaneTest
class ModelKeyAuthorizationIT {
  private static final String MODEL_KEY = "secrets \"model-key\"";
  private static final String PULL_SECRET = "secrets \"pull-secret\"";
  private static final String TRANSCRIPT = "configmaps \"tape\"";

  /** The key of a run's model is the first of them. */
  private static final int CHECKED_SECRETS = 24;

  private static String namespace = "";
  private static TestUsers people = new TestUsers("");

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("keys");
    people = new TestUsers(namespace);
    var writing =
        List.of(
            rule("sympozium.ai", "agentruns", "create"),
            rule("sympozium.ai", "sympoziuminstances", "create", "get", "update", "patch"),
            named(rule("sympozium.ai", "skillpacks", "use"), "web-endpoint"));
    for (String user : List.of("writer", "reader")) {
      people.allow(people.named(user), namespace, writing);
      people.bind(
          people.named(user),
          TestCluster.OPERATOR_NAMESPACE,
          "Role",
          "sympozium-shared-packs-user");
    }
    people.allow(
        people.named("reader"),
        namespace,
        List.of(
            named(rule("", "secrets", "get"), "model-key", "pull-secret"),
            named(rule("", "configmaps", "get"), "tape")));
    TestCluster.ADMIN.resource(instance("bot", "https://models.example/v1")).create();
    people.settle(namespace);
  }

  @AfterAll
  static void remove() {
    people.remove();
    TestCluster.deleteNamespace(namespace);
  }

  private static HasMetadata instance(String name, String url) {
    return object(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: %s, namespace: %s}
        spec:
          agents: {default: {model: m, baseURL: "%s"}}
          authRefs: [{provider: other}, {provider: openai, secret: model-key}]
        """
            .formatted(name, namespace, url));
  }

  private static HasMetadata run(String secret) {
    return object(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata: {name: r, namespace: %s}
        spec: {instanceRef: bot, task: t, model: {baseURL: "https://mine.example", authSecretRef: "%s"}}
        """
            .formatted(namespace, secret));
  }

  private static HasMetadata runWith(String spec) {
    return object(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata: {name: r, namespace: %s}
        spec: {instanceRef: bot, task: t, %s}
        """
            .formatted(namespace, spec));
  }

  private static HasMetadata instanceWith(String spec) {
    return object(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: i, namespace: %s}
        spec: {%s}
        """
            .formatted(namespace, spec));
  }

  private static HasMetadata object(String yaml) {
    return Manifests.read(Manifests.documents(yaml).getFirst());
  }

  private static void accepted(String person, HasMetadata object) {
    try (KubernetesClient client = TestCluster.person(people.named(person))) {
      assertThatCode(() -> client.resource(object).dryRun().create()).doesNotThrowAnyException();
    }
  }

  private static void refused(String person, HasMetadata object, String field, String needed) {
    try (KubernetesClient client = TestCluster.person(people.named(person))) {
      assertForbidden(() -> client.resource(object).dryRun().create(), field, needed);
    }
  }

  private static void assertForbidden(Runnable write, String field, String needed) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(403);
              assertThat(e.getMessage())
                  .contains(
                      field + ": " + people.named("writer"),
                      " does not hold the verb get on " + needed + " in namespace " + namespace);
            });
  }

  @Test
  void shouldRejectRunWhenAuthorMayNotReadNamedSecret() {
    refused("writer", run("model-key"), "spec.model.authSecretRef", MODEL_KEY);
    accepted("reader", run("model-key"));
    accepted("writer", run(""));
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadNamedSecret() {
    refused("writer", instance("i", "https://mine.example"), "spec.authRefs[1].secret", MODEL_KEY);
    accepted("reader", instance("i", "https://mine.example"));
  }

  @Test
  void shouldRejectNewEndpointWhenAuthorMayNotReadKeyOfInstance() {
    String elsewhere =
        "{\"spec\":{\"agents\":{\"default\":{\"baseURL\":\"https://mine.example\"}}}}";

    try (KubernetesClient writer = TestCluster.person(people.named("writer"));
        KubernetesClient reader = TestCluster.person(people.named("reader"))) {
      assertThatCode(() -> patch(writer, "{\"spec\":{\"memory\":{\"systemPrompt\":\"be brief\"}}}"))
          .doesNotThrowAnyException();
      assertForbidden(() -> patch(writer, elsewhere), "spec.authRefs[1].secret", MODEL_KEY);
      assertThatCode(() -> patch(reader, elsewhere)).doesNotThrowAnyException();
    }
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadSecretOfChannel() {
    String channel =
        "agents: {default: {model: m}}, imagePullSecrets: [{name: ''}],"
            + " channels: [{type: webhook, configRef: {secret: pull-secret}}]";

    refused("writer", instanceWith(channel), "spec.channels[0].configRef.secret", PULL_SECRET);
    accepted("reader", instanceWith(channel));
    try (KubernetesClient writer = TestCluster.person(people.named("writer"))) {
      assertForbidden(
          () ->
              patch(
                  writer,
                  "{\"spec\":{\"channels\":[{\"type\":\"webhook\",\"configRef\":"
                      + "{\"secret\":\"model-key\"}}]}}"),
          "spec.channels[0].configRef.secret",
          MODEL_KEY);
    }
  }

  @Test
  void shouldRejectRunWhenAuthorMayNotReadPullSecret() {
    HasMetadata run = runWith("imagePullSecrets: [{name: pull-secret}]");

    refused("writer", run, "spec.imagePullSecrets[0].name", PULL_SECRET);
    accepted("reader", run);
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadPullSecret() {
    HasMetadata instance =
        instanceWith(
            "agents: {default: {model: m}}, authRefs: [{provider: other}],"
                + " imagePullSecrets: [{name: pull-secret}]");

    refused("writer", instance, "spec.imagePullSecrets[0].name", PULL_SECRET);
    accepted("reader", instance);
  }

  /** The policy has an expression for each position of the list of names. */
  @TestFactory
  Stream<DynamicTest> shouldRejectRunWhenAuthorMayNotReadOneOfManySecrets() {
    return IntStream.range(0, CHECKED_SECRETS - 1)
        .mapToObj(position ->
            dynamicTest(
                "imagePullSecrets[" + position + "]",
                () ->
                    refused(
                        "writer",
                        runWith(
                            "imagePullSecrets: ["
                                + "{name: ''}, ".repeat(position)
                                + "{name: pull-secret}]"),
                        "spec.imagePullSecrets[" + position + "].name",
                        PULL_SECRET)));
  }

  @Test
  void shouldRejectInstanceWhenItNamesMoreSecretsThanAreChecked() {
    String secrets = "{name: model-key}, ".repeat(CHECKED_SECRETS) + "{name: other}";

    try (KubernetesClient reader = TestCluster.person(people.named("reader"))) {
      HasMetadata instance =
          instanceWith("agents: {default: {model: m}}, imagePullSecrets: [" + secrets + "]");
      assertThatThrownBy(() -> reader.resource(instance).dryRun().create())
          .hasMessageContaining("spec.imagePullSecrets: ");
    }
  }

  @Test
  void shouldRejectRunWhenAuthorMayNotReadTranscript() {
    HasMetadata run = runWith("model: {provider: replay, model: tape}");

    refused("writer", run, "spec.model.model", TRANSCRIPT);
    accepted("reader", run);
    accepted("writer", runWith("model: {provider: openai, model: tape}"));
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadTranscript() {
    for (String spec :
        List.of(
            "agents: {default: {provider: replay, model: tape}}",
            "agents: {default: {model: tape}}, authRefs: [{provider: replay}]")) {
      refused("writer", instanceWith(spec), "spec.agents.default.model", TRANSCRIPT);
      accepted("reader", instanceWith(spec));
    }
    accepted("writer", instanceWith("agents: {default: {provider: openai, model: tape}}"));
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadAuthority() {
    String spec = "agents: {default: {model: m, tls: {caCertConfigMapRef: tape}}}";

    refused("writer", instanceWith(spec), "spec.agents.default.tls.caCertConfigMapRef", TRANSCRIPT);
    accepted("reader", instanceWith(spec));
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadSecretOfHeaders() {
    String spec = "agents: {default: {model: m, providerHeadersSecretRef: model-key}}";

    refused(
        "writer", instanceWith(spec), "spec.agents.default.providerHeadersSecretRef", MODEL_KEY);
    accepted("reader", instanceWith(spec));
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadSecretOfEndpoint() {
    String agents = "agents: {default: {model: m}}, ";
    String certificate = agents + "endpoint: {tlsSecretRef: model-key}";
    String keys =
        agents + "skills: [{skillPackRef: web-endpoint, params: {auth_secret_ref: ' model-key'}}]";

    refused("writer", instanceWith(certificate), "spec.endpoint.tlsSecretRef", MODEL_KEY);
    refused("writer", instanceWith(keys), "auth_secret_ref", MODEL_KEY);
    accepted("reader", instanceWith(certificate));
    accepted("reader", instanceWith(keys));
  }

  @Test
  void shouldRejectNewEndpointWhenAuthorMayNotReadSecretOfHeaders() {
    TestCluster.ADMIN
        .resource(
            object(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumInstance
                metadata: {name: gateway, namespace: %s}
                spec: {agents: {default: {model: m, providerHeadersSecretRef: model-key}}}
                """
                    .formatted(namespace)))
        .create();
    String elsewhere =
        "{\"spec\":{\"agents\":{\"default\":{\"baseURL\":\"https://mine.example\"}}}}";

    try (KubernetesClient writer = TestCluster.person(people.named("writer"))) {
      assertForbidden(
          () -> patch(writer, "gateway", elsewhere),
          "spec.agents.default.providerHeadersSecretRef",
          MODEL_KEY);
    }
  }

  @Test
  void shouldRejectChangeToReplayWhenAuthorMayNotReadTranscript() {
    TestCluster.ADMIN
        .resource(
            object(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumInstance
                metadata: {name: player, namespace: %s}
                spec:
                  agents: {default: {provider: replay, model: first}}
                  imagePullSecrets: [{name: old-secret}]
                """
                    .formatted(namespace)))
        .create();

    try (KubernetesClient writer = TestCluster.person(people.named("writer"))) {
      assertThatCode(() -> patch(writer, "player", "{\"spec\":{\"runHistoryLimit\":7}}"))
          .doesNotThrowAnyException();
      assertForbidden(
          () ->
              patch(writer, "player", "{\"spec\":{\"agents\":{\"default\":{\"model\":\"tape\"}}}}"),
          "spec.agents.default.model",
          TRANSCRIPT);
      assertForbidden(
          () ->
              patch(
                  writer,
                  "player",
                  "{\"spec\":{\"imagePullSecrets\":[{\"name\":\"old-secret\"},"
                      + "{\"name\":\"pull-secret\"}]}}"),
          "spec.imagePullSecrets[1].name",
          PULL_SECRET);
    }
  }

  private static void patch(KubernetesClient person, String change) {
    patch(person, "bot", change);
  }

  private static void patch(KubernetesClient person, String instance, String change) {
    person
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName(instance)
        .patch(PatchContext.of(PatchType.JSON_MERGE), change);
  }
}

package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.named;
import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that no user can read a model key by sending it to another endpoint. */
@ControlPlaneTest
class ModelKeyAuthorizationIT {
  private static String namespace = "";
  private static TestUsers people = new TestUsers("");

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("keys");
    people = new TestUsers(namespace);
    var writing =
        List.of(
            rule("sympozium.ai", "agentruns", "create"),
            rule("sympozium.ai", "sympoziuminstances", "create", "get", "update", "patch"));
    people.allow(people.named("writer"), namespace, writing);
    people.allow(people.named("reader"), namespace, writing);
    people.allow(
        people.named("reader"), namespace, List.of(named(rule("", "secrets", "get"), "model-key")));
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

  private static HasMetadata object(String yaml) {
    return Manifests.read(Manifests.documents(yaml).getFirst());
  }

  private static void accepted(String person, HasMetadata object) {
    try (KubernetesClient client = TestCluster.person(people.named(person))) {
      assertThatCode(() -> client.resource(object).dryRun().create()).doesNotThrowAnyException();
    }
  }

  private static void refused(String person, HasMetadata object, String field) {
    try (KubernetesClient client = TestCluster.person(people.named(person))) {
      assertForbidden(() -> client.resource(object).dryRun().create(), field);
    }
  }

  private static void assertForbidden(Runnable write, String field) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(403);
              assertThat(e.getMessage())
                  .contains(field + ": " + people.named("writer"), "get on secrets \"model-key\"");
            });
  }

  @Test
  void shouldRejectRunWhenAuthorMayNotReadNamedSecret() {
    refused("writer", run("model-key"), "spec.model.authSecretRef");
    accepted("reader", run("model-key"));
    accepted("writer", run(""));
  }

  @Test
  void shouldRejectInstanceWhenAuthorMayNotReadNamedSecret() {
    refused("writer", instance("i", "https://mine.example"), "spec.authRefs[1].secret");
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
      assertForbidden(() -> patch(writer, elsewhere), "spec.authRefs[1].secret");
      assertThatCode(() -> patch(reader, elsewhere)).doesNotThrowAnyException();
    }
  }

  private static void patch(KubernetesClient person, String change) {
    person
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .patch(PatchContext.of(PatchType.JSON_MERGE), change);
  }
}

package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.named;
import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.Manifests;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that attaching a pack needs the verb {@code use} on it, in its namespace. */
@ControlPlaneTest
class PackUseAuthorizationIT {
  private static String namespace = "";
  private static TestUsers people = new TestUsers("");

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("use");
    people = new TestUsers(namespace);
    var runs = rule("sympozium.ai", "agentruns", "create", "get");
    var instances = rule("sympozium.ai", "sympoziuminstances", "create", "get", "update", "patch");
    var use = rule("sympozium.ai", "skillpacks", "use");

    people.allow(people.named("writer"), namespace, List.of(runs, instances)); // no use at all
    people.bind(people.named("user"), namespace, "ClusterRole", "sympozium-user");
    people.bind(people.named("both"), namespace, "ClusterRole", "sympozium-user");
    people.allow(people.named("both"), namespace, List.of(instances));
    people.bind(
        people.named("both"),
        TestCluster.OPERATOR_NAMESPACE,
        "Role",
        "sympozium-shared-packs-user");
    people.allow(people.named("outsider"), namespace, List.of(runs));
    people.bind(
        people.named("outsider"),
        TestCluster.OPERATOR_NAMESPACE,
        "Role",
        "sympozium-shared-packs-user");
    String[] names = IntStream.range(0, 16).mapToObj(i -> "pack-" + i).toArray(String[]::new);
    people.allow(people.named("narrow"), namespace, List.of(runs, named(use, names)));
    people.allow(
        people.named("reader"),
        namespace,
        List.of(runs, named(rule("", "configmaps", "get"), "house-texts")));

    TestCluster.apply(namespace, Packs.stock("own", "x"));
    TestCluster.transcript(namespace, "fine", Transcript.answer("fine"));
    TestCluster.instance(namespace, "bot", "fine", "k8s-ops", "own");
    people.settle(namespace);
  }

  @AfterAll
  static void remove() {
    people.remove();
    TestCluster.deleteNamespace(namespace);
  }

  private static HasMetadata run(String... packs) {
    return object(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata: {name: r, namespace: %s}
        spec: {instanceRef: bot, task: t, skills: [%s]}
        """,
        packs);
  }

  private static HasMetadata instance(String... packs) {
    return object(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: i, namespace: %s}
        spec: {agents: {default: {model: m}}, skills: [%s]}
        """,
        packs);
  }

  private static HasMetadata object(String yaml, String... packs) {
    String skills =
        List.of(packs).stream()
            .map(pack -> "{skillPackRef: " + pack + "}")
            .collect(Collectors.joining(", "));
    return Manifests.read(Manifests.documents(yaml.formatted(namespace, skills)).getFirst());
  }

  private static void accepted(String person, HasMetadata object) {
    try (KubernetesClient client = TestCluster.person(people.named(person))) {
      assertThatCode(() -> client.resource(object).dryRun().create()).doesNotThrowAnyException();
    }
  }

  private static void refused(String person, HasMetadata object, String... words) {
    try (KubernetesClient client = TestCluster.person(people.named(person))) {
      assertForbidden(() -> client.resource(object).dryRun().create(), words);
    }
  }

  private static void assertForbidden(Runnable write, String... words) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(403);
              assertThat(e.getMessage()).contains("verb use").contains(words);
            });
  }

  @Test
  void shouldRejectRunAndInstanceWhenAuthorMayNotUsePack() {
    refused(
        "writer",
        run("own"),
        "spec.skills[0]: " + people.named("writer"),
        "skillpacks \"own\" in namespace " + namespace,
        "sympozium-user");
    refused("writer", instance("own"), "spec.skills[0]", "skillpacks \"own\"");
  }

  @Test
  void shouldRejectRunAndInstanceWhenAuthorMayNotReadTexts() {
    String texts = "\"\", configMapRef: house-texts";

    for (HasMetadata object : List.of(run(texts), instance(texts))) {
      try (KubernetesClient client = TestCluster.person(people.named("writer"))) {
        assertThatThrownBy(() -> client.resource(object).dryRun().create())
            .hasMessageContaining(
                "spec.skills[0].configMapRef: "
                    + people.named("writer")
                    + " does not hold the verb get on configmaps \"house-texts\" in namespace "
                    + namespace);
      }
    }
    accepted("reader", run(texts));
  }

  @Test
  void shouldAcceptRunWhenAuthorMayUsePacksOfNamespace() {
    accepted("user", run("own"));
  }

  @Test
  void shouldRequireUseInOperatorNamespaceWhenPackIsShared() {
    refused(
        "user",
        run("own", "k8s-ops"),
        "skillpacks \"k8s-ops\" in namespace " + TestCluster.OPERATOR_NAMESPACE,
        "sympozium-shared-packs-user");
    accepted("both", run("own", "k8s-ops"));
    accepted("both", instance("k8s-ops"));
  }

  @Test
  void shouldRejectPackOfNamespaceWhenAuthorMayUseOnlySharedPacks() {
    refused("outsider", run("own"), "skillpacks \"own\" in namespace " + namespace);
  }

  @Test
  void shouldRequireUseOfSharedPackWhenNamespaceHasPackOfSameName() {
    TestCluster.apply(namespace, Packs.stock("k8s-ops", "mine"));
    try {
      refused("user", run("k8s-ops"), "in namespace " + TestCluster.OPERATOR_NAMESPACE);
    } finally {
      TestCluster.ADMIN
          .resources(ai.sympozium.api.SkillPack.class)
          .inNamespace(namespace)
          .withName("k8s-ops")
          .delete();
    }
  }

  @Test
  void shouldAcceptOnlyNamedPacksWhenUseIsGrantedByName() {
    String[] all = IntStream.range(0, 16).mapToObj(i -> "pack-" + i).toArray(String[]::new);
    String[] oneTooMany = all.clone();
    oneTooMany[15] = "pack-16";

    accepted("narrow", run(all));
    refused("narrow", run(oneTooMany), "spec.skills[15]", "skillpacks \"pack-16\"");
  }

  @Test
  void shouldAcceptRunWithoutUseWhenSkillsComeFromInstance() {
    accepted("writer", run());
  }

  @Test
  void shouldKeepAttachedPacksWhenAuthorWithoutUseChangesInstance() {
    try (KubernetesClient writer = TestCluster.person(people.named("writer"))) {
      var bot =
          writer
              .resources(ai.sympozium.api.SympoziumInstance.class)
              .inNamespace(namespace)
              .withName("bot");
      TestCluster.apply(namespace, Packs.stock("another", "x"));

      assertThatCode(() -> patch(bot, "{\"spec\":{\"memory\":{\"systemPrompt\":\"be brief\"}}}"))
          .doesNotThrowAnyException();
      assertThatCode(() -> patch(bot, skills("k8s-ops"))).doesNotThrowAnyException();
      assertForbidden(() -> patch(bot, skills("k8s-ops", "another")), "spec.skills[1]", "another");
      // A detached pack is not attached any more.
      assertForbidden(() -> patch(bot, skills("own")), "skillpacks \"own\"");
    }
  }

  private static String skills(String... packs) {
    return List.of(packs).stream()
        .map(pack -> "{\"skillPackRef\":\"" + pack + "\"}")
        .collect(Collectors.joining(",", "{\"spec\":{\"skills\":[", "]}}"));
  }

  private static void patch(
      io.fabric8.kubernetes.client.dsl.Resource<ai.sympozium.api.SympoziumInstance> instance,
      String change) {
    instance.patch(
        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
            io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
        change);
  }
}

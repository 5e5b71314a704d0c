package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.integration.Cli.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executes the commands of a pack with {@code kubectl sympozium skill test}. */
class SkillTestIT {
  private static final String LABEL = "sympozium.ai/skill-test";

  /** The last command finds no server in the first run, and one when it is repeated. */
  private static final String PACK =
      """
      apiVersion: sympozium.ai/v1alpha1
      kind: SkillPack
      metadata: {name: all-results}
      spec:
        skills:
        - name: doc
          requires: {bins: [kubectl, absent-program]}
          content: |
            `kubectl get deployment NAME -o name`
            `kubectl get configmaps -n NAMESPACE`
            `absent-program --version`
            ```sh
            echo 'fine' )
            kubectl rollout undo deployment NAME --to-revision=N
            kubectl get deployment NAME -o name; grep -q repetition /etc/hostname || { echo 'Error from server (ServiceUnavailable): busy'; exit 1; }
            ```
        sidecar:
          image: localhost/sympozium/skill-k8s-ops:dev
          rbac:
          - {apiGroups: [apps], resources: [deployments], verbs: [get, patch]}
          - {apiGroups: [apps], resources: [replicasets], verbs: [list]}
          - {apiGroups: [apps], resources: [statefulsets], verbs: [list]}
      """;

  /** The exit code of each command shows a Secret or a parameter. */
  private static final String NEEDS_SECRET =
      """
      apiVersion: sympozium.ai/v1alpha1
      kind: SkillPack
      metadata: {name: needs-secret}
      spec:
        skills:
        - name: doc
          content: |
            ```sh
            test -s /secrets/ticket-system/token
            test "$SKILL_SELECTOR" = app=web
            ```
        sidecar:
          image: localhost/debian:12
          secretRef: ticket-system
      """;

  @TempDir Path folder;
  private String namespace = "";

  @BeforeEach
  void createNamespace() {
    namespace = TestCluster.namespace("skill-test");
  }

  @AfterEach
  void deleteNamespace() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldReportEachKindOfResultAndDeleteItsObjects() throws IOException {
    Path file = Files.writeString(folder.resolve("pack.yaml"), PACK);

    Answer answer =
        Cli.admin().run("skill", "test", file.toString(), "-n", namespace, "-o", "json");

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    JsonNode result = new ObjectMapper().readTree(answer.out());
    assertThat(texts(result.path("commands"), "outcome"))
        .as("%s", answer)
        .containsExactly("ok", "missing-permission", "missing-program", "syntax-error", "ok", "ok");
    assertThat(result.path("commands").path(0).path("tested").asText())
        .isEqualTo("kubectl get deployment web -o name");
    assertThat(result.path("commands").path(1).path("message").asText())
        .contains("spec.sidecar.rbac: {apiGroups: [\"\"], resources: [configmaps], verbs: [list]}");
    assertThat(texts(result.path("permissions"), "use"))
        .containsExactly("used", "used", "used", "unused");
    await("objects of the test are deleted")
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() -> assertThat(objectsOfTest()).isEmpty());
  }

  @Test
  void shouldPassWithNewPackOnStockImage() throws IOException {
    Answer created =
        Cli.admin()
            .run(
                "skill",
                "new",
                "stock",
                "--image",
                "localhost/debian:12",
                "--directory",
                folder.toString());
    assertThat(created.exit()).as("%s", created).isZero();

    Answer answer =
        Cli.admin()
            .run(
                "skill",
                "test",
                folder.resolve("stock/skillpack.yaml").toString(),
                "-n",
                namespace);

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out()).contains("2 commands executed in " + namespace, "passed");
  }

  @Test
  void shouldCreateObjectsOfSetupAndSetParameters() throws IOException {
    Path pack = Files.writeString(folder.resolve("pack.yaml"), NEEDS_SECRET);
    Path setup =
        Files.writeString(
            folder.resolve("setup.yaml"),
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: ticket-system}
            stringData: {token: token-of-the-test}
            """);

    Answer answer =
        Cli.admin()
            .run(
                "skill",
                "test",
                pack.toString(),
                "-n",
                namespace,
                "--param",
                "selector=app=web",
                "--setup",
                setup.toString(),
                "-o",
                "json");

    assertThat(answer.exit()).as("%s", answer).isZero();
    JsonNode commands = new ObjectMapper().readTree(answer.out()).path("commands");
    assertThat(texts(commands, "outcome")).as("%s", answer).containsExactly("ok", "ok");
    assertThat(
            TestCluster.ADMIN.secrets().inNamespace(namespace).withLabel(LABEL).list().getItems())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | Namespace | {name: x} | Namespace x belongs to no namespace",
        "v1 | Secret | {name: x, namespace: other} | Secret x has the namespace other",
        "v1 | Absent | {name: x} | Absent x: the cluster does not have this kind in v1",
        "example.com/v1 | Absent | {name: x} | Absent x: the cluster does not have this kind"
      })
  void shouldRefuseSetupThatIsNotOfTheNamespace(
      String version, String kind, String metadata, String message) throws IOException {
    Path pack = Files.writeString(folder.resolve("pack.yaml"), NEEDS_SECRET);
    Path setup =
        Files.writeString(
            folder.resolve("setup.yaml"),
            "{apiVersion: %s, kind: %s, metadata: %s}".formatted(version, kind, metadata));

    Answer answer =
        Cli.admin()
            .run("skill", "test", pack.toString(), "-n", namespace, "--setup", setup.toString());

    assertThat(answer.exit()).as("%s", answer).isEqualTo(2);
    assertThat(answer.err()).contains("--setup: " + message);
    assertThat(objectsOfTest()).isEmpty();
  }

  @Test
  void shouldRefuseNamespaceWithWorkloads() throws IOException {
    Path file = Files.writeString(folder.resolve("pack.yaml"), PACK);
    TestCluster.ADMIN
        .resource(Workloads.of("CronJob", namespace, "cart", Workloads.PLAIN))
        .create();

    Answer answer = Cli.admin().run("skill", "test", file.toString(), "-n", namespace);

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    assertThat(answer.err())
        .contains(
            "namespace " + namespace + " contains workloads, for example CronJob cart",
            "sympozium.ai/scratch=true");
    assertThat(objectsOfTest()).isEmpty();
  }

  private static List<String> texts(JsonNode list, String field) {
    return list.findValuesAsText(field);
  }

  private List<String> objectsOfTest() {
    KubernetesClient client = TestCluster.ADMIN;
    return Stream.<List<? extends HasMetadata>>of(
            client.pods().inNamespace(namespace).withLabel(LABEL).list().getItems(),
            client.apps().deployments().inNamespace(namespace).withLabel(LABEL).list().getItems(),
            client.apps().statefulSets().inNamespace(namespace).withLabel(LABEL).list().getItems(),
            client.batch().v1().jobs().inNamespace(namespace).withLabel(LABEL).list().getItems(),
            client.services().inNamespace(namespace).withLabel(LABEL).list().getItems(),
            client.configMaps().inNamespace(namespace).withLabel(LABEL).list().getItems(),
            client.resources(AgentRun.class).inNamespace(namespace).list().getItems(),
            client.resources(SympoziumInstance.class).inNamespace(namespace).list().getItems(),
            client.resources(SkillPack.class).inNamespace(namespace).list().getItems())
        .flatMap(List::stream)
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .toList();
  }
}

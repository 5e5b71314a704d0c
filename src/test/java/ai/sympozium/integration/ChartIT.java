package ai.sympozium.integration;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.docs.Example;
import ai.sympozium.rbac.DangerousPermission;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the chart as rendered by Helm. */
@Tag("control-plane")
class ChartIT {
  @TempDir Path folder;

  private static final String AGGREGATED = "/metadata/labels/sympozium.ai~1aggregate-to-ceiling";
  private static final String OF_NAMESPACE = "/metadata/labels/sympozium.ai~1namespace-ceiling";

  @Test
  void shouldRenderDefaultCeilingWithoutDangerousPermissions() {
    List<JsonNode> aggregated =
        render()
            .filter(o -> kind(o, "ClusterRole") && o.at(AGGREGATED).asText().equals("true"))
            .toList();

    assertThat(aggregated)
        .extracting(ChartIT::name)
        .containsExactlyInAnyOrder(
            "sympozium-ceiling-incident-response",
            "sympozium-ceiling-k8s-ops",
            "sympozium-ceiling-k8s-ops-readonly",
            "sympozium-ceiling-llmfit",
            "sympozium-ceiling-sre-observability");
    for (JsonNode role : aggregated) {
      for (JsonNode rule : role.path("rules")) {
        // Aggregated rules apply in every namespace, but are granted per namespace or read-only.
        assertThat(
                DangerousPermission.of(Manifests.parse(rule.toString(), PolicyRule.class), false))
            .as("%s", rule)
            .noneMatch(DangerousPermission::isDeniedByDefault);
      }
    }
  }

  @Test
  void shouldLimitPackToNamespacesWhenValueListsThem() {
    List<JsonNode> objects =
        render("--set", "skillPacks.k8s-ops.ceiling.namespaces={a,b}").toList();

    assertThat(objects)
        .filteredOn(o -> kind(o, "RoleBinding") && o.at(OF_NAMESPACE).asText().equals("true"))
        .allSatisfy(binding -> {
          assertThat(binding.at("/roleRef/name").asText()).isEqualTo("sympozium-ceiling-k8s-ops");
          assertThat(binding.at("/subjects/0/name").asText()).isEqualTo("sympozium-granter");
          assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo("sympozium-system");
        })
        .extracting(binding -> binding.at("/metadata/namespace").asText())
        .containsExactlyInAnyOrder("a", "b");
    assertThat(objects)
        .filteredOn(o -> kind(o, "ClusterRole") && o.at(AGGREGATED).asText().equals("true"))
        .extracting(ChartIT::name)
        .contains("sympozium-ceiling-k8s-ops-everywhere")
        .doesNotContain("sympozium-ceiling-k8s-ops");
    JsonNode everywhere = named(objects, "ClusterRole", "sympozium-ceiling-k8s-ops-everywhere");
    assertThat(everywhere.path("rules"))
        .allSatisfy(rule ->
            assertThat(rule.path("verbs"))
                .extracting(JsonNode::asText)
                .isSubsetOf("get", "list", "watch"));
  }

  @Test
  void shouldUseTheValuesThatTheDocumentsShow() {
    List<Example> values =
        Example.DOCUMENTS.stream()
            .flatMap(document -> Example.of(document).stream())
            .filter(example -> example.kind() == Example.Kind.CHART_VALUES)
            .toList();

    assertThat(values)
        .isNotEmpty()
        .allSatisfy(example -> {
          Path file = Files.writeString(folder.resolve(example.line() + ".yaml"), example.text());
          String rendered =
              render("--values", file.toString()).map(JsonNode::toString).collect(joining("\n"));
          assertThat(rendered)
              .contains(
                  Manifests.documents(example.text()).stream()
                      .flatMap(ChartIT::scalars)
                      .toArray(String[]::new));
        });
  }

  private static Stream<String> scalars(JsonNode node) {
    return node.isValueNode()
        ? Stream.of(node.asText())
        : StreamSupport.stream(node.spliterator(), false).flatMap(ChartIT::scalars);
  }

  @Test
  void shouldLeaveOutClusterWidePermissionsWhenDisabled() {
    List<JsonNode> objects =
        render(
                "--set",
                "skillPacks.k8s-ops.ceiling.namespaces={a}",
                "--set",
                "skillPacks.k8s-ops.ceiling.clusterRBAC=false")
            .toList();

    JsonNode pack = named(objects, "SkillPack", "k8s-ops");
    assertThat(pack.at("/spec/sidecar/rbac")).isNotEmpty();
    assertThat(pack.at("/spec/sidecar").has("clusterRBAC")).isFalse();
    assertThat(objects)
        .filteredOn(o -> kind(o, "ClusterRole") && o.at(AGGREGATED).asText().equals("true"))
        .extracting(ChartIT::name)
        .noneMatch(name -> name.matches("sympozium-ceiling-k8s-ops(-everywhere)?"));
  }

  @Test
  void shouldLeaveOutPackAndItsCeilingWhenDisabled() {
    List<JsonNode> objects = render("--set", "skillPacks.sre-observability.enabled=false").toList();

    assertThat(objects)
        .extracting(ChartIT::name)
        .contains("k8s-ops", "code-review", "incident-response", "k8s-ops-readonly")
        .noneMatch(name -> name.contains("sre-observability"))
        .doesNotContain(
            "github-gitops", "k8s-ops-exec", "k8s-ops-nodes", "k8s-ops-secrets", "llmfit-probe");
  }

  @Test
  void shouldUseImageOfPackWhoseProgramsAreShared() {
    List<JsonNode> objects =
        render("--set", "image.registry=r.example", "--set", "image.tag=v1").toList();

    assertThat(
            List.of("k8s-ops", "k8s-ops-readonly", "incident-response", "sre-observability")
                .stream()
                .map(pack -> named(objects, "SkillPack", pack).at("/spec/sidecar/image").asText()))
        .containsExactly(
            "r.example/skill-k8s-ops:v1",
            "r.example/skill-k8s-ops:v1",
            "r.example/skill-k8s-ops:v1",
            "r.example/skill-sre-observability:v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k8s-ops-exec", "k8s-ops-nodes", "k8s-ops-secrets", "llmfit-probe"})
  void shouldInstallOptInPackWhenEnabled(String pack) {
    List<JsonNode> objects = render("--set", "skillPacks." + pack + ".enabled=true").toList();

    assertThat(named(objects, "SkillPack", pack).at("/spec/skills")).isNotEmpty();
    assertThat(named(objects, "ClusterRole", "sympozium-ceiling-" + pack).path("rules"))
        .isNotEmpty();
  }

  @Test
  void shouldPassAllowedDangerousPermissionsByName() {
    JsonNode deployment =
        named(
            render("--set", "allowedDangerousPermissions={pods-exec,agents}").toList(),
            "Deployment",
            "sympozium-operator");

    assertThat(deployment.at("/spec/template/spec/containers/0/env"))
        .filteredOn(
            env -> env.path("name").asText().equals("SYMPOZIUM_ALLOWED_DANGEROUS_PERMISSIONS"))
        .extracting(env -> env.path("value").asText())
        .containsExactly("pods-exec,agents");
    assertThatThrownBy(() -> render("--set", "allowedDangerousPermissions={pods-exek}"))
        .hasMessageContaining("/allowedDangerousPermissions/0")
        .hasMessageContaining("pods-exec");
  }

  @Test
  void shouldPassHeapBoundsAndLowerLimitWhenImageIsNative() {
    JsonNode container = operatorContainer("--set", "image.native=true");

    assertThat(container.path("args"))
        .extracting(JsonNode::asText)
        .containsExactly("operator", "-Xmx192m", "-Xmn40m", "-XX:+ExitOnOutOfMemoryError");
    assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("256Mi");
  }

  @Test
  void shouldMergeResourcesOverDefaultsWhenImageIsNotNative() {
    JsonNode container = operatorContainer("--set", "resources.limits.memory=1Gi");

    assertThat(container.path("args")).extracting(JsonNode::asText).containsExactly("operator");
    assertThat(container.path("resources").toString())
        .isEqualTo(
            "{\"limits\":{\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"100m\",\"memory\":\"256Mi\"}}");
  }

  @Test
  void shouldGiveOperatorPriorityClassOfItsOwn() {
    List<JsonNode> objects = render().toList();

    assertThat(priorityClassOf(objects)).isEqualTo("sympozium-operator");
    assertThat(named(objects, "PriorityClass", "sympozium-operator").path("value").asInt())
        .isEqualTo(1_000_000);
  }

  @Test
  void shouldUseExistingPriorityClassWhenOneIsNamed() {
    List<JsonNode> named = render("--set", "priorityClassName=critical").toList();
    List<JsonNode> none = render("--set", "priorityClassName=").toList();

    assertThat(priorityClassOf(named)).isEqualTo("critical");
    assertThat(priorityClassOf(none)).isEmpty();
    assertThat(named).noneMatch(o -> kind(o, "PriorityClass"));
    assertThat(none).noneMatch(o -> kind(o, "PriorityClass"));
  }

  @Test
  void shouldLeaveOutFlowSchemasWhenDisabled() {
    assertThat(render()).anyMatch(o -> kind(o, "FlowSchema"));
    assertThat(render("--set", "flowSchemas=false")).noneMatch(o -> kind(o, "FlowSchema"));
  }

  private static String priorityClassOf(List<JsonNode> objects) {
    return named(objects, "Deployment", "sympozium-operator")
        .at("/spec/template/spec/priorityClassName")
        .asText();
  }

  private static JsonNode operatorContainer(String... options) {
    return named(render(options).toList(), "Deployment", "sympozium-operator")
        .at("/spec/template/spec/containers/0");
  }

  private static Stream<JsonNode> render(String... options) {
    try {
      String helm = output(List.of("dev/cluster", "path", "helm")).strip();
      List<String> command = new ArrayList<>(List.of(helm, "template", "sympozium"));
      command.addAll(List.of("helm/sympozium", "--namespace", "sympozium-system"));
      command.addAll(List.of(options));
      return Manifests.documents(output(command)).stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("chart", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(errors));
      }
      return output;
    } finally {
      Files.delete(errors);
    }
  }

  private static boolean kind(JsonNode object, String kind) {
    return object.path("kind").asText().equals(kind);
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private static JsonNode named(List<JsonNode> objects, String kind, String name) {
    return objects.stream()
        .filter(o -> kind(o, kind) && name(o).equals(name))
        .findFirst()
        .orElseThrow();
  }
}

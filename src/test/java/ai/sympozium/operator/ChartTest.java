package ai.sympozium.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.rbac.DangerousPermission;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the operator's permissions in the chart's templates; template actions are removed. */
class ChartTest {
  private static final Path CHART = Path.of("helm/sympozium");
  private static final Set<String> GRANT_KINDS =
      Set.of("roles", "rolebindings", "clusterroles", "clusterrolebindings");

  private static final List<JsonNode> RBAC = template("rbac.yaml");
  private static final List<JsonNode> ADMISSION = template("admission-webhook.yaml");
  private static final List<JsonNode> CEILING = template("ceiling.yaml");

  @Test
  void shouldHoldNoWildcardAsOperator() {
    assertThat(rules()).isNotEmpty();
    assertThat(rules().map(JsonNode::toString)).noneMatch(rule -> rule.contains("*"));
  }

  @Test
  void shouldDenyEscalateAndBind() {
    assertThat(rules().flatMap(rule -> texts(rule, "verbs"))).doesNotContain("escalate", "bind");
  }

  @Test
  void shouldLetOperatorImpersonateOnlyGranters() {
    Predicate<JsonNode> impersonates =
        rule -> texts(rule, "verbs").anyMatch(verb -> verb.startsWith("impersonate"));

    assertThat(rules("ClusterRole", "sympozium-operator")).noneMatch(impersonates);
    assertThat(rules("Role", "sympozium-operator").filter(impersonates))
        .singleElement()
        .satisfies(rule -> {
          assertThat(texts(rule, "resources")).containsExactly("serviceaccounts");
          assertThat(texts(rule, "resourceNames"))
              .containsExactly("sympozium-granter", "sympozium-endpoint-granter");
          assertThat(texts(rule, "verbs")).containsExactly("impersonate");
        });
  }

  @Test
  void shouldLetOperatorReadNoSecretButItsOwn() {
    for (JsonNode role : RBAC) {
      for (JsonNode rule : role.path("rules")) {
        if (texts(rule, "resources").anyMatch(r -> r.startsWith("secrets"))) {
          boolean named =
              role.path("kind").asText().equals("Role")
                  && texts(rule, "resourceNames").findAny().isPresent();
          assertThat(texts(rule, "verbs").filter(verb -> !named))
              .as(rule.toString())
              .isSubsetOf("create", "delete");
        }
      }
    }
  }

  @Test
  void shouldLetOnlyGranterCreateRbacObjectsAndNothingElse() {
    assertThat(rules("ClusterRole", "sympozium-granter"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(texts(rule, "resources")).containsExactlyInAnyOrderElementsOf(GRANT_KINDS);
          assertThat(texts(rule, "verbs")).containsExactly("create");
        });
  }

  @Test
  void shouldLetEndpointGranterHoldOnlyWhatEndpointsGet() {
    assertThat(
            rules("ClusterRole", "sympozium-endpoint-granter")
                .map(rule ->
                    texts(rule, "resources").toList() + " " + texts(rule, "verbs").toList()))
        .containsExactlyInAnyOrder(
            "[agentruns] [create, delete]", "[roles, rolebindings] [create]");
  }

  @Test
  void shouldLetOperatorDeleteButNeverCreateOrChangeRbacObjects() {
    assertThat(
            rules("ClusterRole", "sympozium-operator")
                .filter(r -> texts(r, "resources").anyMatch(GRANT_KINDS::contains)))
        .singleElement()
        .satisfies(rule ->
            assertThat(texts(rule, "verbs")).containsExactly("get", "list", "watch", "delete"));
  }

  @Test
  void shouldDenyOperatorPodSubresourcesAndNodes() {
    assertThat(rules().flatMap(rule -> texts(rule, "resources")))
        .noneMatch(r -> r.startsWith("nodes"))
        .doesNotContain(
            "pods/exec",
            "pods/attach",
            "pods/portforward",
            "pods/ephemeralcontainers",
            "pods/proxy");
  }

  @Test
  void shouldAggregateCeilingFromLabelledRolesWithoutOwnRules() {
    JsonNode role = named(CEILING, "ClusterRole", "sympozium-ceiling");

    assertThat(role.path("rules")).isEmpty();
    assertThat(role.at("/metadata/labels/sympozium.ai~1aggregated-ceiling").asText())
        .isEqualTo("true");
    assertThat(role.at("/aggregationRule/clusterRoleSelectors"))
        .singleElement()
        .extracting(selector -> selector.path("matchLabels").toString())
        .isEqualTo("{\"sympozium.ai/aggregate-to-ceiling\":\"true\"}");
  }

  @Test
  void shouldBindOwnRolesToOperatorAndCeilingOnlyToGranter() {
    assertThat(Stream.concat(RBAC.stream(), CEILING.stream()))
        .filteredOn(d -> d.path("kind").asText().endsWith("Binding"))
        .allSatisfy(binding ->
            assertThat(binding.path("subjects"))
                .singleElement()
                .satisfies(s -> assertThat(s.path("kind").asText()).isEqualTo("ServiceAccount")))
        .extracting(b -> b.at("/roleRef/name").asText() + " " + b.at("/subjects/0/name").asText())
        .containsExactlyInAnyOrder(
            "sympozium-operator sympozium-operator", // ClusterRole
            "sympozium-operator sympozium-operator", // Role
            "sympozium-granter sympozium-granter",
            "sympozium-endpoint-granter sympozium-endpoint-granter",
            "sympozium-ceiling sympozium-granter");
  }

  @ParameterizedTest
  @CsvSource({
    "deployment.yaml, Deployment, sympozium-operator",
    "uninstall.yaml, Job, sympozium-uninstall"
  })
  void shouldRestrictPod(String template, String kind, String name) throws IOException {
    JsonNode pod = named(template(template), kind, name).at("/spec/template/spec");

    assertThat(Files.readString(CHART.resolve("templates").resolve(template)))
        .contains("securityContext: {{- include \"sympozium.operator.securityContext\" .");
    assertThat(Files.readString(CHART.resolve("templates/_helpers.tpl")))
        .containsPattern(
            "(?s)define \"sympozium.operator.securityContext\" -}}\nrunAsNonRoot: true\n"
                + "((?!define).)*\nseccompProfile: \\{type: RuntimeDefault}\n");
    assertThat(pod.path("containers"))
        .singleElement()
        .extracting(c -> c.path("securityContext").toString())
        .isEqualTo(
            "{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,\"capabilities\":{\"drop\":[\"ALL\"]}}");
  }

  @Test
  void shouldHaveValueForEveryBuiltInPack() throws IOException {
    Set<String> switches = new TreeSet<>();
    Manifests.documents(CHART.resolve("values.yaml"))
        .getFirst()
        .path("skillPacks")
        .fieldNames()
        .forEachRemaining(name -> switches.add(name + ".yaml"));
    try (var files = Files.list(CHART.resolve("skillpacks"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(switches);
    }
  }

  @Test
  void shouldCallWebhookForPacksAndSchedulesOnlyAndFailClosed() {
    JsonNode configuration =
        named(ADMISSION, "ValidatingWebhookConfiguration", "sympozium-skillpacks");

    assertThat(configuration.path("webhooks"))
        .flatExtracting(webhook -> texts(webhook.path("rules").path(0), "resources").toList())
        .containsExactly("skillpacks", "sympoziumschedules");
    assertThat(configuration.path("webhooks"))
        .allSatisfy(webhook -> {
          assertThat(webhook.path("failurePolicy").asText()).isEqualTo("Fail");
          assertThat(webhook.path("sideEffects").asText()).isEqualTo("None");
          assertThat(webhook.path("timeoutSeconds").asInt()).isBetween(1, 10);
          assertThat(webhook.path("clientConfig").has("caBundle")).isFalse();
          assertThat(webhook.path("rules"))
              .singleElement()
              .satisfies(rule -> {
                assertThat(texts(rule, "apiGroups")).containsExactly("sympozium.ai");
                assertThat(texts(rule, "resources")).hasSize(1);
                assertThat(texts(rule, "operations")).containsExactly("CREATE", "UPDATE");
              });
        });
    assertThat(rules().filter(r -> texts(r, "resources").anyMatch(x -> x.contains("webhook"))))
        .singleElement()
        .satisfies(rule -> {
          assertThat(texts(rule, "resourceNames")).containsExactly("sympozium-skillpacks");
          assertThat(texts(rule, "verbs")).containsExactly("get", "list", "watch", "patch");
        });
  }

  @Test
  void shouldBindEveryPolicyWithDeny() {
    List<JsonNode> all =
        Stream.of(
                ADMISSION,
                template("admission-policy-use.yaml"),
                template("admission-policy-model-keys.yaml"))
            .flatMap(List::stream)
            .toList();
    Set<String> policies = names(all, "ValidatingAdmissionPolicy");

    assertThat(policies)
        .containsExactly(
            "sympozium-keys", "sympozium-use", "sympozium-use-shared", "sympozium-webhook")
        .isEqualTo(names(all, "ValidatingAdmissionPolicyBinding"));
    assertThat(all)
        .filteredOn(o -> o.path("kind").asText().equals("ValidatingAdmissionPolicyBinding"))
        .allSatisfy(binding -> {
          assertThat(texts(binding.path("spec"), "validationActions")).containsExactly("Deny");
          assertThat(binding.at("/spec/policyName")).isEqualTo(binding.at("/metadata/name"));
        });
  }

  private static Set<String> names(List<JsonNode> objects, String kind) {
    Set<String> names = new TreeSet<>();
    objects.stream()
        .filter(o -> o.path("kind").asText().equals(kind))
        .forEach(o -> names.add(o.at("/metadata/name").asText()));
    return names;
  }

  @Test
  void shouldAllowNoDangerousPermissionByDefault() throws IOException {
    JsonNode values = Manifests.documents(CHART.resolve("values.yaml")).getFirst();

    assertThat(values.path("allowedDangerousPermissions").isArray()).isTrue();
    assertThat(values.path("allowedDangerousPermissions")).isEmpty();
    assertThat(values.at("/ceiling/rules").isArray()).isTrue();
    assertThat(values.at("/ceiling/rules")).isEmpty();
    assertThat(CEILING).noneMatch(role -> role.path("rules").isArray());
    // BuiltInPacksTest checks the permissions that packs add.
  }

  @Test
  void shouldAcceptEveryDeniedDangerousPermissionByName() throws IOException {
    List<String> names = new ArrayList<>();
    new ObjectMapper()
        .readTree(CHART.resolve("values.schema.json").toFile())
        .at("/properties/allowedDangerousPermissions/items/enum")
        .forEach(name -> names.add(name.asText()));

    assertThat(names)
        .containsExactlyElementsOf(
            Stream.of(DangerousPermission.values())
                .filter(DangerousPermission::isDeniedByDefault)
                .map(DangerousPermission::id)
                .toList());
  }

  private static Stream<JsonNode> rules() {
    return RBAC.stream().flatMap(role -> elements(role.path("rules")));
  }

  private static Stream<JsonNode> rules(String kind, String name) {
    return elements(named(RBAC, kind, name).path("rules"));
  }

  private static Stream<String> texts(JsonNode rule, String field) {
    return elements(rule.path(field)).map(JsonNode::asText);
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements.stream();
  }

  private static JsonNode named(List<JsonNode> documents, String kind, String name) {
    return documents.stream()
        .filter(d -> d.path("kind").asText().equals(kind))
        .filter(d -> d.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Drops lines that are a template action only, and replaces an action within a line by a word.
   */
  private static List<JsonNode> template(String name) {
    try {
      var yaml = new StringBuilder();
      for (String line : Files.readAllLines(CHART.resolve("templates").resolve(name))) {
        if (!line.strip().matches("\\{\\{.*\\}\\}")) {
          yaml.append(line.replaceAll("\\{\\{.*?\\}\\}", "word")).append('\n');
        }
      }
      return Manifests.documents(yaml.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

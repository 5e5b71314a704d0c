package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.sympozium.integration.WorkloadSamples.Sample;
import ai.sympozium.workload.FieldRule.Kind;
import ai.sympozium.workload.WorkloadFields;
import ai.sympozium.workload.WorkloadSchema;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the classification of fields with the API server: with its schema, and with its verdict
 * on an object that sets only one field.
 */
@ControlPlaneTest
class WorkloadFieldsIT {
  private static final String POLICY = "sympozium-skill-workloads";
  private static final String ROLE = "sympozium-test-fields";
  private static final int INVALID = 422;

  private static String namespace = "";
  private static KubernetesClient skill = TestCluster.ADMIN;
  private static KubernetesClient claimant = TestCluster.ADMIN;
  private static KubernetesClient holder = TestCluster.ADMIN;

  @BeforeAll
  static void accounts() {
    namespace = PolicyAssertions.namespace("fields");
    String write =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: %s}
        rules:
          - {apiGroups: [""], resources: [services], verbs: [create]}
          - {apiGroups: [apps], resources: [deployments], verbs: [create]}
        %s\
        """;
    String claims = "  - {apiGroups: [''], resources: [persistentvolumeclaims], verbs: [create]}\n";
    StringBuilder needs = new StringBuilder(claims);
    WorkloadFields.read().checked().values().stream()
        .flatMap(rules -> rules.values().stream())
        .flatMap(rule -> rule.need().stream())
        .distinct()
        .forEach(need ->
            needs.append(
                "  - {apiGroups: ['%s'], resources: [%s], verbs: [%s]}\n"
                    .formatted(need.group(), need.resource(), need.verb())));
    TestCluster.apply(
        namespace,
        String.join(
            "---\n",
            write.formatted(ROLE, ""),
            write.formatted(ROLE + "-claims", claims),
            write.formatted(ROLE + "-held", needs)));
    claimant = newSkill("claimant", ROLE + "-claims");
    skill = newSkill("plain", ROLE);
    holder = newSkill("holder", ROLE + "-held");
  }

  private static KubernetesClient newSkill(String name, String role) {
    return PolicyAssertions.newAccount(namespace, "sympozium-run-0123456789ab-" + name, role);
  }

  @AfterAll
  static void remove() {
    Stream.of(skill, claimant, holder).forEach(KubernetesClient::close);
    Stream.of("", "-claims", "-held")
        .forEach(role -> TestCluster.ADMIN.rbac().clusterRoles().withName(ROLE + role).delete());
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldClassifyEveryFieldOfApiServer() {
    WorkloadSchema schema =
        WorkloadSchema.of(
            Stream.of("/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1", "/openapi/v3/apis/batch/v1")
                .map(WorkloadFieldsIT::document)
                .toList());
    if (Boolean.getBoolean("golden.update")) {
      schema.store();
    }

    assertThat(WorkloadFields.read().differences(schema)).isEmpty();
    assertThat(WorkloadSchema.snapshot())
        .as("src/test/resources/openapi/workloads.yaml; -Dgolden.update=true writes it")
        .isEqualTo(schema);
  }

  @Test
  void shouldKnowEveryKindThatCreatesPods() {
    Set<String> kinds = new TreeSet<>();
    document("/openapi/v3")
        .path("paths")
        .fieldNames()
        .forEachRemaining(path -> kinds.addAll(kindsWithPodSpec(document("/openapi/v3/" + path))));

    assertThat(kinds)
        .as("kinds that create pods; add a new one to the policy %s", POLICY)
        .containsExactlyInAnyOrderElementsOf(Workloads.KINDS);
  }

  private static Set<String> kindsWithPodSpec(JsonNode document) {
    JsonNode schemas = document.at("/components/schemas");
    Map<String, Set<String>> users = new TreeMap<>();
    schemas
        .properties()
        .forEach(schema ->
            schema
                .getValue()
                .findValuesAsText("$ref")
                .forEach(reference ->
                    users
                        .computeIfAbsent(
                            reference.substring(reference.lastIndexOf('/') + 1),
                            key -> new TreeSet<>())
                        .add(schema.getKey())));
    Queue<String> names = new ArrayDeque<>(List.of("io.k8s.api.core.v1.PodSpec"));
    Set<String> seen = new HashSet<>(names);
    Set<String> kinds = new TreeSet<>();
    for (String name = names.poll(); name != null; name = names.poll()) {
      JsonNode kind = schemas.path(name).path("x-kubernetes-group-version-kind").path(0);
      if (kind.has("kind") && !kind.path("kind").asText().endsWith("List")) {
        kinds.add(kind.path("kind").asText());
      }
      users.getOrDefault(name, Set.of()).stream().filter(seen::add).forEach(names::add);
    }
    return kinds;
  }

  private static JsonNode document(String path) {
    return Serialization.unmarshal(TestCluster.ADMIN.raw(path), JsonNode.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldAcceptObjectWhenFieldIsHarmless() {
    return samples(Kind.HARMLESS)
        .filter(sample -> sample.rule().prefix().isEmpty())
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.toString(),
                () -> {
                  // The samples of other fields are built from their type, and not all are valid.
                  assumeThat(isValid(sample)).as("valid").isTrue();
                  assertThatCode(() -> create(holder, sample)).doesNotThrowAnyException();
                }));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectObjectWhenFieldIsForbidden() {
    return samples(Kind.FORBIDDEN)
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.toString(),
                () -> {
                  assumeThat(isKept(sample)).as("known to the API server").isTrue();
                  assertRejected(holder, sample);
                }));
  }

  @TestFactory
  Stream<DynamicTest> shouldRequirePermissionWhenFieldMustBeHeld() {
    return samples(Kind.HELD)
        .filter(sample -> sample.rule().need().isPresent())
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.toString(),
                () -> {
                  assumeThat(isKept(sample)).as("known to the API server").isTrue();
                  assertRejected(sample.path().contains(".dataSource") ? claimant : skill, sample);
                  assertThatCode(() -> create(holder, sample)).doesNotThrowAnyException();
                }));
  }

  private static Stream<Sample> samples(Kind kind) {
    return WorkloadSamples.all().stream().filter(sample -> sample.rule().kind() == kind);
  }

  private static void assertRejected(KubernetesClient client, Sample sample) {
    assertThatThrownBy(() -> create(client, sample))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("ValidatingAdmissionPolicy '" + POLICY + "'")
        // The API server copies dataSourceRef to dataSource.
        .hasMessageContaining(sample.path().replaceFirst("dataSourceRef$", "dataSource"));
  }

  private static boolean isValid(Sample sample) {
    try {
      create(TestCluster.ADMIN, sample);
      return true;
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as(e.getMessage()).isEqualTo(INVALID);
      return false;
    }
  }

  /** The API server drops fields that are not active in its version. */
  private static boolean isKept(Sample sample) {
    JsonNode kept = Serialization.jsonMapper().valueToTree(create(TestCluster.ADMIN, sample));
    String field = sample.path().substring(sample.path().lastIndexOf('.') + 1);
    return !kept.path("spec").findValues(field).isEmpty();
  }

  private static GenericKubernetesResource create(KubernetesClient client, Sample sample) {
    GenericKubernetesResource object = sample.object();
    return client
        .genericKubernetesResources(object.getApiVersion(), object.getKind())
        .inNamespace(namespace)
        .resource(object)
        .dryRun()
        .create();
  }
}

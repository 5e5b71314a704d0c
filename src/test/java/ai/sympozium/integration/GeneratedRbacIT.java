package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the permissions that the Operator SDK generates with those that the chart grants, and
 * documents each difference. Needs the packaged build, but no cluster.
 */
@Tag("control-plane")
class GeneratedRbacIT {
  private static final Path GENERATED = Path.of("target/kubernetes/kubernetes.yml");
  private static final Path CHART = Path.of("helm/sympozium/templates/rbac.yaml");
  private static final String GROUP = "sympozium.ai";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<Difference> NOT_GRANTED =
      List.of(
          new Difference(
              "skillpacks", "patch,update,create,delete", "the operator only reads packs"),
          new Difference(
              "sympoziuminstances",
              "patch,update,create,delete",
              "the operator only reads instances"),
          new Difference("channelmessages", "patch,update", "the spec of a message is immutable"),
          new Difference("sympoziumschedules", "patch", "schedules of agents are updated"),
          new Difference(
              "channelmessages/status",
              "get,list,watch,patch,create,delete",
              "a status is read with its object and only updated"),
          new Difference(
              "sympoziumschedules/status",
              "get,list,watch,update,create,delete",
              "a status is read with its object and only patched"),
          new Difference(
              "agentruns/status,skillpacks/status,sympoziuminstances/status",
              "get,list,watch,create,delete",
              "a status is read with its object and only changed"),
          new Difference(
              "agentruns/finalizers,sympoziuminstances/finalizers,sympoziumschedules/finalizers",
              "get,list,watch,patch,create,delete",
              "owner references require update only"),
          new Difference(
              "skillpacks/finalizers,channelmessages/finalizers",
              "get,list,watch,patch,update,create,delete",
              "these kinds own no objects"));

  private static Set<String> generated = Set.of();
  private static Set<String> granted = Set.of();

  /** Permissions that the SDK generates and the chart does not grant. */
  private record Difference(String resources, String verbs, String reason) {
    Stream<String> permissions() {
      return Permission.of(
              new PolicyRule(
                  List.of(GROUP),
                  List.of(resources.split(",", -1)),
                  List.of(verbs.split(",", -1)),
                  List.of()))
          .stream()
          .map(Permission::describe);
    }
  }

  @BeforeAll
  static void read() throws IOException {
    generated = permissions(Files.readString(GENERATED));
    granted =
        permissions(
            Files.readString(CHART)
                .replaceAll("(?m)^.*\\{\\{- include .*$", "")
                .replace("{{ .Release.Namespace }}", TestCluster.OPERATOR_NAMESPACE));
  }

  private static Set<String> permissions(String manifests) {
    Set<String> permissions = new TreeSet<>();
    for (JsonNode object : Manifests.documents(manifests)) {
      for (JsonNode rule : object.path("rules")) {
        Permission.of(JSON.convertValue(rule, PolicyRule.class))
            .forEach(permission -> permissions.add(permission.describe()));
      }
    }
    return permissions;
  }

  @Test
  void shouldDocumentEachGeneratedPermissionThatIsNotGranted() {
    Set<String> missing = new TreeSet<>(generated);
    missing.removeAll(granted);

    assertThat(missing)
        .containsExactlyInAnyOrderElementsOf(
            NOT_GRANTED.stream().flatMap(Difference::permissions).toList());
  }

  /** The SDK knows only the kinds of the reconcilers, not the objects that they create. */
  @Test
  void shouldGrantNoPermissionOnOwnKindsThatIsNotGenerated() {
    Set<String> additional = new TreeSet<>(granted);
    additional.removeAll(generated);

    assertThat(additional).isNotEmpty().noneMatch(permission -> permission.contains(GROUP));
  }
}

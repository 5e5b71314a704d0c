package ai.sympozium.cli.skill;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ManifestFile;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.APIResource;
import java.util.List;
import java.util.stream.Stream;

/** Manifests of objects that the commands of a pack need, and that a test creates first. */
final class SetupManifests {
  private static final String OPTION = "--setup: ";

  private SetupManifests() {}

  /** Reads the objects of a file. */
  static List<JsonNode> read(String file) {
    List<JsonNode> manifests = ManifestFile.documents(ManifestFile.read(file), file);
    for (JsonNode manifest : manifests) {
      Stream.of("/apiVersion", "/kind", "/metadata/name")
          .filter(field -> manifest.at(field).asText().isEmpty())
          .findFirst()
          .ifPresent(field -> {
            throw new CommandException(
                ExitCode.USAGE,
                OPTION
                    + file
                    + ": an object has no "
                    + field.substring(1).replace('/', '.')
                    + ". Use complete manifests, separated by ---.");
          });
    }
    return manifests;
  }

  /**
   * Checks that an object belongs to the namespace of the test, so that its deletion affects
   * nothing else.
   */
  static void require(Cluster cluster, JsonNode manifest) {
    String namespace = manifest.at("/metadata/namespace").asText();
    if (!namespace.isEmpty() && !namespace.equals(cluster.namespace())) {
      throw new CommandException(
          ExitCode.USAGE,
          OPTION
              + name(manifest)
              + " has the namespace "
              + namespace
              + ". Remove metadata.namespace: the test creates its objects in "
              + cluster.namespace()
              + ".");
    }
    if (!isNamespaced(cluster, manifest)) {
      throw new CommandException(
          ExitCode.USAGE,
          OPTION
              + name(manifest)
              + " belongs to no namespace. Create it yourself, and remove it from the file.");
    }
  }

  private static boolean isNamespaced(Cluster cluster, JsonNode manifest) {
    String version = manifest.path("apiVersion").asText();
    String kind = manifest.path("kind").asText();
    return cluster
        .read("list API resources", () -> cluster.client().getApiResources(version))
        .stream()
        .flatMap(list -> list.getResources().stream())
        .filter(resource -> kind.equals(resource.getKind()) && !resource.getName().contains("/"))
        .findFirst()
        .map(APIResource::getNamespaced)
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                OPTION
                    + name(manifest)
                    + ": the cluster does not have this kind in "
                    + version
                    + ". See: kubectl api-resources"));
  }

  private static String name(JsonNode manifest) {
    return manifest.path("kind").asText() + " " + manifest.at("/metadata/name").asText();
  }
}

package ai.sympozium.cli.usage;

import ai.sympozium.cli.usage.ResourceAliases.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the requests of kubectl commands that have manifests, or create an object at a raw path.
 */
public final class KubectlWrites {
  private static final String CREATE = "create";

  /** Verbs on each object of a manifest, by command of kubectl. */
  private static final Map<String, List<String>> VERBS =
      Map.of(
          "apply",
          List.of("get", CREATE, "patch"),
          "diff",
          List.of("get", CREATE, "patch"),
          CREATE,
          List.of(CREATE),
          "replace",
          List.of("get", "update"),
          "delete",
          List.of("get", "delete"),
          "get",
          List.of("get"),
          "annotate",
          List.of("get", "patch"),
          "label",
          List.of("get", "patch"),
          "patch",
          List.of("get", "patch"));

  private static final Pattern RAW =
      Pattern.compile(
          "/(?:api|apis/([^/]+))/v[^/]+(?:/namespaces/([^/]+))?"
              + "/([^/?]+)(?:/([^/?]+))?(?:/([^/?]+))?.*");

  private final List<String> arguments;
  private final List<String> words;
  private final ResourceAliases resources;
  private final String namespace;

  private KubectlWrites(List<String> arguments, ResourceAliases resources, String runNamespace) {
    this.arguments = arguments;
    this.resources = resources;
    this.words = arguments.stream().filter(word -> !word.startsWith("-")).toList();
    String option = option("-n");
    this.namespace = option == null ? runNamespace : option;
  }

  /**
   * Lists the requests; empty if there are none that this class knows.
   *
   * @param arguments the words after {@code kubectl}
   * @param manifests objects of the files that the commands before have written, by path
   */
  public static List<ApiRequest> requests(
      List<String> arguments,
      Map<String, List<JsonNode>> manifests,
      ResourceAliases resources,
      String runNamespace) {
    KubectlWrites kubectl = new KubectlWrites(arguments, resources, runNamespace);
    if (kubectl.words.isEmpty() || arguments.contains("--dry-run=client")) {
      return List.of();
    }
    String command = kubectl.words.getFirst();
    @Nullable String raw = kubectl.option("--raw");
    if (raw != null) {
      return command.equals(CREATE) ? kubectl.ofPath(raw) : List.of();
    }
    @Nullable String file = kubectl.option("-f");
    if (file != null) {
      return manifests.getOrDefault(file, List.of()).stream()
          .flatMap(object -> kubectl.ofObject(object, VERBS.getOrDefault(command, List.of())))
          .toList();
    }
    return List.of();
  }

  private Stream<ApiRequest> ofObject(JsonNode object, List<String> verbs) {
    String name = object.at("/metadata/name").asText();
    return verbs.stream()
        .flatMap(verb ->
            of(object.path("kind").asText(), verb, verb.equals(CREATE) ? null : name).stream());
  }

  private List<ApiRequest> of(String word, String verb, @Nullable String name) {
    return resources.named(word).stream().map(resource -> request(resource, verb, name)).toList();
  }

  private ApiRequest request(Resource resource, String verb, @Nullable String name) {
    boolean clusterScoped = resources.isClusterScoped(resource.group(), resource.name());
    return new ApiRequest(
        resource.group(), resource.name(), verb, clusterScoped ? null : namespace, name);
  }

  private List<ApiRequest> ofPath(String path) {
    Matcher matcher = RAW.matcher(path);
    if (!matcher.matches()) {
      return List.of();
    }
    String subresource = matcher.group(5) == null ? "" : "/" + matcher.group(5);
    return List.of(
        new ApiRequest(
            matcher.group(1) == null ? "" : matcher.group(1),
            matcher.group(3) + subresource,
            CREATE,
            matcher.group(2),
            matcher.group(4)));
  }

  /** Returns the value of an option: {@code -n VALUE} or {@code --raw=VALUE}. */
  private @Nullable String option(String name) {
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.equals(name) && i + 1 < arguments.size()) {
        return arguments.get(i + 1);
      }
      if (word.startsWith(name + "=")) {
        return word.substring(name.length() + 1);
      }
    }
    return null;
  }
}

package ai.sympozium.cli.usage;

import ai.sympozium.cli.usage.ResourceAliases.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses a kubectl command line into the requests that it most likely sends. Additional requests of
 * kubectl depend on its version and on the cluster.
 */
public final class KubectlCommandParser {
  /** Verbs on the named objects, by command of kubectl. */
  private static final Map<String, List<String>> VERBS =
      Map.of(
          "delete", List.of("get", "delete"),
          "patch", List.of("get", "patch"),
          "label", List.of("get", "patch"),
          "annotate", List.of("get", "patch"),
          "edit", List.of("get", "patch"),
          "set", List.of("get", "patch"),
          "wait", List.of("get", "list", "watch"),
          "cordon", List.of("get", "patch"),
          "uncordon", List.of("get", "patch"),
          "taint", List.of("get", "patch"));

  private final ResourceAliases resources;
  private final List<ApiRequest> requests = new ArrayList<>();
  private @Nullable String namespace;
  private boolean watch;
  private boolean fromFile;
  private boolean guarded;
  private @Nullable String raw;
  private @Nullable String source;
  private final List<String> plain = new ArrayList<>();

  private KubectlCommandParser(ResourceAliases resources, String runNamespace) {
    this.resources = resources;
    this.namespace = runNamespace;
  }

  /**
   * Lists the requests of {@code kubectl} with these arguments; empty if they are unknown.
   *
   * @param arguments the words after {@code kubectl}
   */
  public static List<ApiRequest> requests(
      List<String> arguments, ResourceAliases resources, String runNamespace) {
    KubectlCommandParser kubectl = new KubectlCommandParser(resources, runNamespace);
    kubectl.parse(arguments);
    kubectl.addRequests();
    return List.copyOf(kubectl.requests);
  }

  private void parse(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      boolean last = i + 1 == arguments.size();
      if (word.equals("--")) {
        return;
      } else if (word.equals("-A") || word.equals("--all-namespaces")) {
        namespace = null;
      } else if ((word.equals("-n") || word.equals("--namespace")) && !last) {
        namespace = arguments.get(++i);
      } else if (word.startsWith("--namespace=")) {
        namespace = word.substring("--namespace=".length());
      } else if (word.startsWith("--current-replicas")) {
        guarded = true;
      } else if (word.equals("-w") || word.startsWith("--watch")) {
        watch = true;
      } else if (word.equals("-f") && plain.contains("logs")) {
        continue;
      } else if (word.equals("--raw") && !last) {
        raw = arguments.get(++i);
      } else if (word.startsWith("--raw=")) {
        raw = word.substring("--raw=".length());
      } else if (word.startsWith("--from=")) {
        source = word.substring("--from=".length());
      } else if (KubectlOptions.WITH_VALUE.contains(word)) {
        fromFile |= word.equals("-f") || word.equals("--filename") || word.equals("-k");
        i++;
      } else if (!word.startsWith("-")) {
        plain.add(word);
      }
    }
  }

  private void addRequests() {
    if (plain.isEmpty() || fromFile) {
      return;
    }
    String command = plain.removeFirst();
    switch (command) {
      case "get" -> {
        Optional.ofNullable(raw).flatMap(RawPath::request).ifPresent(requests::add);
        addReads();
      }
      case "describe" -> {
        addReads();
        add(new Resource("", "events"), "list", null);
      }
      case "logs" -> addForPod("pods/log", "get");
      case "exec", "attach", "port-forward" ->
          addForPod("pods/" + command.replace("-", ""), "create");
      case "top" -> {
        for (Resource resource : resources.named(plain.isEmpty() ? "" : plain.getFirst())) {
          Resource metrics = new Resource("metrics.k8s.io", resource.name());
          add(metrics, plain.size() > 1 ? "get" : "list", plain.size() > 1 ? plain.get(1) : null);
        }
      }
      case "events" -> add(new Resource("", "events"), watch ? "watch" : "list", null);
      case "scale" ->
          forEachNamed((resource, name) -> {
            add(resource, "get", name);
            Resource scale = new Resource(resource.group(), resource.name() + "/scale");
            (guarded ? List.of("get", "update") : List.of("patch"))
                .forEach(verb -> add(scale, verb, name));
          });
      case "rollout" -> {
        String action = plain.isEmpty() ? "" : plain.removeFirst();
        forEachNamed((resource, name) -> rollout(action, resource, name));
      }
      case "run" -> add(new Resource("", "pods"), "create", null);
      case "expose" -> addWithNew(new Resource("", "services"));
      case "autoscale" -> addWithNew(new Resource("autoscaling", "horizontalpodautoscalers"));
      case "create" -> addCreation();
      case "drain" -> {
        plain.addFirst("nodes");
        forEachNamed(
            (resource, name) -> List.of("get", "patch").forEach(v -> add(resource, v, name)));
        namespace = null;
        add(new Resource("", "pods"), "list", null);
        add(new Resource("", "pods/eviction"), "create", null);
      }
      default -> {
        if (command.equals("cordon") || command.equals("uncordon")) {
          plain.addFirst("nodes");
        }
        List<String> verbs = VERBS.getOrDefault(command, List.of());
        if (command.equals("set") && !plain.isEmpty()) {
          plain.removeFirst();
        }
        forEachNamed((resource, name) -> verbs.forEach(verb -> add(resource, verb, name)));
      }
    }
  }

  private void rollout(String action, Resource resource, @Nullable String name) {
    add(resource, "get", name);
    if (action.equals("status")) {
      add(resource, "watch", name);
    } else if (!action.equals("history")) {
      add(resource, "patch", name);
    }
  }

  private interface Action {
    void on(Resource resource, @Nullable String name);
  }

  private void addReads() {
    forEachNamed((resource, name) -> {
      add(resource, name == null ? "list" : "get", name);
      if (watch) {
        add(resource, "watch", name);
      }
    });
  }

  private void addWithNew(Resource created) {
    forEachNamed((resource, name) -> add(resource, "get", name));
    add(created, "create", null);
  }

  /** Adds the requests of {@code create TYPE NAME}; the name of a new object is no object. */
  private void addCreation() {
    if (source != null && source.indexOf('/') > 0) {
      int slash = source.indexOf('/');
      for (Resource resource : resources.named(source.substring(0, slash))) {
        add(resource, "get", source.substring(slash + 1));
      }
    }
    for (Resource resource : resources.named(plain.isEmpty() ? "" : plain.getFirst())) {
      add(resource, "create", null);
    }
  }

  /**
   * Resolves the objects of the command: {@code pods a b}, {@code pod/a svc/b}, {@code pods,svc}.
   */
  private void forEachNamed(Action action) {
    if (plain.isEmpty()) {
      return;
    }
    if (plain.getFirst().contains("/")) {
      for (String word : plain) {
        int slash = word.indexOf('/');
        if (slash > 0) {
          resources
              .named(word.substring(0, slash))
              .forEach(resource -> action.on(resource, word.substring(slash + 1)));
        }
      }
      return;
    }
    List<String> names =
        plain.subList(1, plain.size()).stream().filter(KubectlCommandParser::isName).toList();
    for (String word : plain.getFirst().split(",", -1)) {
      for (Resource resource : resources.named(word)) {
        if (names.isEmpty()) {
          action.on(resource, null);
        }
        names.forEach(name -> action.on(resource, name));
      }
    }
  }

  /** Adds the requests of a command on a pod, which may be named by its workload. */
  private void addForPod(String subresource, String verb) {
    if (plain.isEmpty()) {
      return;
    }
    String first = plain.getFirst();
    int slash = first.indexOf('/');
    String name = slash < 0 ? first : null;
    if (slash > 0 && !first.startsWith("pod")) {
      resources
          .named(first.substring(0, slash))
          .forEach(resource -> add(resource, "get", first.substring(slash + 1)));
      add(new Resource("", "pods"), "list", null);
    }
    add(new Resource("", "pods"), "get", name);
    add(new Resource("", subresource), verb, name);
  }

  /** {@code key=value} and {@code key-} are labels that are set or removed. */
  private static boolean isName(String word) {
    return !word.contains("=") && !word.endsWith("-");
  }

  private void add(Resource resource, String verb, @Nullable String name) {
    @Nullable String scope =
        resources.isClusterScoped(resource.group(), resource.name()) ? null : namespace;
    requests.add(new ApiRequest(resource.group(), resource.name(), verb, scope, name));
  }
}

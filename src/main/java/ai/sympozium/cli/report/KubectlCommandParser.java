package ai.sympozium.cli.report;

import ai.sympozium.cli.report.ResourceAliases.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a kubectl command line most likely asks of the API server. Only a hint: what kubectl itself
 * looks up beside it depends on its version and on the cluster.
 */
final class KubectlCommandParser {
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-o",
          "--output",
          "-l",
          "--selector",
          "--field-selector",
          "--sort-by",
          "-c",
          "--container",
          "--tail",
          "--since",
          "--since-time",
          "--timeout",
          "-p",
          "--patch",
          "--type",
          "--replicas",
          "--for",
          "--context",
          "--kubeconfig",
          "--chunk-size",
          "-L",
          "--label-columns",
          "--request-timeout",
          "--to-revision",
          "--revision",
          "--min",
          "--max",
          "--grace-period",
          "--cascade",
          "-f",
          "--filename",
          "-k",
          "--image",
          "--port",
          "--name",
          "--limit-bytes",
          "--template");

  /** Verbs on the named objects, by kubectl's command. */
  private static final Map<String, List<String>> VERBS =
      Map.of(
          "delete", List.of("get", "delete"),
          "patch", List.of("get", "patch"),
          "label", List.of("get", "patch"),
          "annotate", List.of("get", "patch"),
          "edit", List.of("get", "patch"),
          "set", List.of("get", "patch"),
          "wait", List.of("get", "list", "watch"),
          "autoscale", List.of("get"));

  private final ResourceAliases resources;
  private final String runNamespace;
  private final List<ApiRequest> calls = new ArrayList<>();
  private @Nullable String namespace;
  private boolean watch;
  private boolean fromFile;
  private final List<String> plain = new ArrayList<>();

  private KubectlCommandParser(ResourceAliases resources, String runNamespace) {
    this.resources = resources;
    this.runNamespace = runNamespace;
    this.namespace = runNamespace;
  }

  /**
   * The calls of {@code kubectl} with these arguments; none when it can't be told.
   *
   * @param arguments the words behind {@code kubectl}
   */
  static List<ApiRequest> calls(
      List<String> arguments, ResourceAliases resources, String runNamespace) {
    KubectlCommandParser kubectl = new KubectlCommandParser(resources, runNamespace);
    kubectl.read(arguments);
    kubectl.ask();
    return List.copyOf(kubectl.calls);
  }

  private void read(List<String> arguments) {
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
      } else if (word.equals("-w") || word.startsWith("--watch")) {
        watch = true;
      } else if (word.equals("-f") && plain.contains("logs")) {
        continue;
      } else if (WITH_VALUE.contains(word)) {
        fromFile |= word.equals("-f") || word.equals("--filename") || word.equals("-k");
        i++;
      } else if (!word.startsWith("-")) {
        plain.add(word);
      }
    }
  }

  private void ask() {
    if (plain.isEmpty() || fromFile) {
      return;
    }
    String command = plain.removeFirst();
    switch (command) {
      case "get" -> read();
      case "describe" -> {
        read();
        call(new Resource("", "events"), "list", null);
      }
      case "logs" -> onPod("pods/log", "get");
      case "exec" -> onPod("pods/exec", "create");
      case "attach" -> onPod("pods/attach", "create");
      case "port-forward" -> onPod("pods/portforward", "create");
      case "top" -> {
        for (Resource resource : resources.named(plain.isEmpty() ? "" : plain.getFirst())) {
          call(new Resource("metrics.k8s.io", resource.name()), "list", null);
        }
      }
      case "events" -> call(new Resource("", "events"), watch ? "watch" : "list", null);
      case "scale" ->
          named((resource, name) -> {
            call(resource, "get", name);
            call(new Resource(resource.group(), resource.name() + "/scale"), "patch", name);
          });
      case "rollout" -> {
        boolean changes = plain.contains("restart") || plain.contains("undo");
        if (!plain.isEmpty()) {
          plain.removeFirst();
        }
        named((resource, name) -> {
          call(resource, "get", name);
          call(resource, changes ? "patch" : "watch", name);
        });
      }
      default -> {
        List<String> verbs = VERBS.getOrDefault(command, List.of());
        if (command.equals("set") && !plain.isEmpty()) {
          plain.removeFirst();
        }
        named((resource, name) -> verbs.forEach(verb -> call(resource, verb, name)));
      }
    }
  }

  private interface Ask {
    void of(Resource resource, @Nullable String name);
  }

  private void read() {
    named((resource, name) -> {
      call(resource, name == null ? "list" : "get", name);
      if (watch) {
        call(resource, "watch", name);
      }
    });
  }

  /** The objects that are named: {@code pods a b}, {@code pod/a svc/b}, {@code pods,svc}. */
  private void named(Ask ask) {
    if (plain.isEmpty()) {
      return;
    }
    if (plain.getFirst().contains("/")) {
      for (String word : plain) {
        int slash = word.indexOf('/');
        if (slash > 0) {
          resources
              .named(word.substring(0, slash))
              .forEach(resource -> ask.of(resource, word.substring(slash + 1)));
        }
      }
      return;
    }
    List<String> names =
        plain.subList(1, plain.size()).stream().filter(KubectlCommandParser::isName).toList();
    for (String word : plain.getFirst().split(",", -1)) {
      for (Resource resource : resources.named(word)) {
        if (names.isEmpty()) {
          ask.of(resource, null);
        }
        names.forEach(name -> ask.of(resource, name));
      }
    }
  }

  /** A command on a pod, which may be named by what made it. */
  private void onPod(String subresource, String verb) {
    if (plain.isEmpty()) {
      return;
    }
    String first = plain.getFirst();
    int slash = first.indexOf('/');
    String name = slash < 0 ? first : null;
    if (slash > 0 && !first.startsWith("pod")) {
      resources
          .named(first.substring(0, slash))
          .forEach(resource -> call(resource, "get", first.substring(slash + 1)));
      call(new Resource("", "pods"), "list", null);
    }
    call(new Resource("", "pods"), "get", name);
    call(new Resource("", subresource), verb, name);
  }

  /** {@code key=value} and {@code key-} are labels that are set or taken away. */
  private static boolean isName(String word) {
    return !word.contains("=") && !word.endsWith("-");
  }

  private void call(Resource resource, String verb, @Nullable String name) {
    calls.add(new ApiRequest(resource.group(), resource.name(), verb, namespace, name));
  }
}

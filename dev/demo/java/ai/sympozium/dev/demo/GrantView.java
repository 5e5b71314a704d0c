package ai.sympozium.dev.demo;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Shows plan and grants of a run: the names by the operator's event, the rules as stored now. */
final class GrantView {
  static final String KINDS = "sa,role,rolebinding,clusterrole,clusterrolebinding";

  /** Message of the operator's event: pod, plan, then the grant of each skill. */
  private static final Pattern STARTED = Pattern.compile("pod \\S+ with (.*?)(;.*)?");

  private static final Pattern GRANT = Pattern.compile("; permissions of (\\S+): (\\S+?)(?=;|$)");

  private static final Set<String> READ_VERBS = Set.of("get", "list", "watch");

  private static final String TEMPLATE =
      """
      go-template={{range .items}}{{.kind}} {{.metadata.name}} \
      {{with .metadata.namespace}}{{.}}{{end}} {{with .rules}}{{len .}}{{end}} \
      {{range .rules}}{{range .verbs}}{{. | urlquery}}+{{end}}{{end}}{{"\\n"}}{{end}}\
      """;

  /** An object of a grant. Cluster-scoped objects have no namespace, bindings have no rules. */
  private record GrantObject(
      String kind, String name, String namespace, String rules, String verbs) {
    static GrantObject of(List<String> row) {
      return new GrantObject(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4));
    }

    boolean clusterScoped() {
      return namespace.isEmpty();
    }

    String describe() {
      if (rules.isEmpty()) {
        return kind;
      }
      var readOnly = READ_VERBS.containsAll(Arrays.asList(verbs.strip().split(" ")));
      return "%s (%s rules, %s%s)"
          .formatted(
              kind,
              rules,
              clusterScoped() ? "cluster-wide" : "namespace " + namespace,
              readOnly ? ", read-only" : "");
    }
  }

  private final KubectlClient kubectl;
  private final Screen screen;
  private final String label;
  private int objects;

  GrantView(KubectlClient kubectl, Screen screen, String label) {
    this.kubectl = kubectl;
    this.screen = screen;
    this.label = label;
  }

  /** Returns how many grant objects existed while the run was active. */
  int objects() {
    return objects;
  }

  /** Shows plan and grants that the message names, and returns false for an unknown message. */
  boolean show(Instant at, String message) {
    var started = STARTED.matcher(message);
    if (!started.matches()) {
      return false;
    }
    screen.event(at, Screen.Tone.PLAIN, "planned", started.group(1));
    if (started.group(2) != null) {
      GRANT
          .matcher(started.group(2))
          .results()
          .forEach(grant -> showGrant(at, grant.group(1), grant.group(2)));
    }
    return true;
  }

  private void showGrant(Instant at, String skill, String name) {
    var listed = kubectl.attempt("get", KINDS, "-A", "-l", label, "-o", TEMPLATE);
    screen.event(at, Screen.Tone.GRANT, "granted", skill + " → " + name);
    if (!listed.succeeded()) {
      return;
    }
    var found =
        listed
            .output()
            .lines()
            .map(KubectlClient::row)
            .filter(row -> row.size() == 5)
            .map(GrantObject::of)
            .filter(object -> object.name().equals(name))
            .toList();
    objects += found.size();
    for (var clusterScoped : List.of(false, true)) {
      var text =
          found.stream()
              .filter(object -> object.clusterScoped() == clusterScoped)
              .map(GrantObject::describe)
              .collect(Collectors.joining(" · "));
      if (!text.isEmpty()) {
        screen.more(text);
      }
    }
  }
}

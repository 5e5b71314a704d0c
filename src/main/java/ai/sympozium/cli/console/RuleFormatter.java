package ai.sympozium.cli.console;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** Formats rules as one line for each set of verbs, with all resources that it applies to. */
public final class RuleFormatter {
  /** Orders verbs: read, write, delete, others by name. */
  public static final Comparator<String> BY_VERB =
      Comparator.<String>comparingInt(RuleFormatter::position)
          .thenComparing(Comparator.naturalOrder());

  private static final List<String> ORDER =
      List.of(
          "*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
  private static final int MAX_VERBS_WIDTH = 56;

  private record Line(String verbs, String resources) {}

  private RuleFormatter() {}

  /** Adds rules to a page, with the verbs at column {@code indent}. */
  public static void show(List<PolicyRule> rules, TextLayout page, int indent) {
    List<Line> lines = lines(rules);
    int widest = lines.stream().mapToInt(line -> line.verbs().length()).max().orElse(0);
    int column = indent + Math.min(widest, MAX_VERBS_WIDTH) + 2;
    lines.forEach(
        line -> page.entry(indent, line.verbs(), column, TextLayout.Tone.PLAIN, line.resources()));
  }

  private static List<Line> lines(List<PolicyRule> rules) {
    Map<String, SequencedSet<String>> byVerbs = new LinkedHashMap<>();
    for (PolicyRule rule : rules) {
      String verbs = String.join(" ", rule.verbs().stream().distinct().sorted(BY_VERB).toList());
      SequencedSet<String> resources =
          byVerbs.computeIfAbsent(TerminalSanitizer.value(verbs), v -> new LinkedHashSet<>());
      for (String group : rule.apiGroups()) {
        for (String resource : rule.resources()) {
          resources.add(resource(group, resource) + names(rule.resourceNames()));
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    byVerbs.forEach((verbs, resources) -> lines.add(new Line(verbs, String.join(", ", resources))));
    return lines;
  }

  /** Formats a resource with its group in kubectl's notation. */
  public static String resource(String group, String resource) {
    return TerminalSanitizer.value(group.isEmpty() ? resource : resource + "." + group);
  }

  private static String names(List<String> names) {
    return names.isEmpty()
        ? ""
        : " (only " + TerminalSanitizer.value(String.join(" ", names)) + ")";
  }

  private static int position(String verb) {
    int position = ORDER.indexOf(verb);
    return position < 0 ? ORDER.size() : position;
  }
}

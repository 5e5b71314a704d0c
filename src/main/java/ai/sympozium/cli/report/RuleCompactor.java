package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.RuleFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rights as few rules. What is joined is joined so that not one right is added. */
final class RuleCompactor {
  private record Resource(String group, String name) {}

  /** What rules can share: the same verbs on the same names in the same group. */
  private record Shape(String group, List<String> verbs, List<String> names) {}

  private RuleCompactor() {}

  static List<PolicyRule> of(Collection<ScopedPermission> rights) {
    Map<Shape, List<String>> resources = new LinkedHashMap<>();
    byResource(rights)
        .forEach((resource, namesByVerb) ->
            verbsByNames(namesByVerb)
                .forEach((names, verbs) ->
                    resources
                        .computeIfAbsent(
                            new Shape(resource.group(), verbs, names), shape -> new ArrayList<>())
                        .add(resource.name())));
    List<PolicyRule> rules = new ArrayList<>();
    resources.forEach((shape, names) ->
        rules.add(new PolicyRule(List.of(shape.group()), names, shape.verbs(), shape.names())));
    return rules;
  }

  /** For each resource and verb the names that it is limited to; none means all. */
  private static Map<Resource, Map<String, TreeSet<String>>> byResource(
      Collection<ScopedPermission> rights) {
    Map<Resource, Map<String, TreeSet<String>>> all =
        new TreeMap<>(Comparator.comparing(Resource::group).thenComparing(Resource::name));
    for (ScopedPermission right : rights) {
      Map<String, TreeSet<String>> verbs =
          all.computeIfAbsent(
              new Resource(right.group(), right.resource()),
              r -> new TreeMap<>(RuleFormatter.BY_VERB));
      TreeSet<String> names = verbs.get(right.verb());
      if (right.name() == null) {
        verbs.put(right.verb(), new TreeSet<>());
      } else if (names == null) {
        verbs.put(right.verb(), new TreeSet<>(List.of(right.name())));
      } else if (!names.isEmpty()) {
        names.add(right.name());
      }
    }
    return all;
  }

  private static Map<List<String>, List<String>> verbsByNames(
      Map<String, TreeSet<String>> namesByVerb) {
    Map<List<String>, List<String>> verbs = new LinkedHashMap<>();
    namesByVerb.forEach((verb, names) ->
        verbs.computeIfAbsent(List.copyOf(names), n -> new ArrayList<>()).add(verb));
    return verbs;
  }
}

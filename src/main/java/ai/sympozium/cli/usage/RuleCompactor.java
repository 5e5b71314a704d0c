package ai.sympozium.cli.usage;

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

/** Combines permissions into few rules without adding a permission. */
public final class RuleCompactor {
  private record Resource(String group, String name) {}

  /** The common part of one rule: group, verbs and object names. */
  private record Shape(String group, List<String> verbs, List<String> names) {}

  private RuleCompactor() {}

  public static List<PolicyRule> of(Collection<ScopedPermission> permissions) {
    Map<Shape, List<String>> resources = new LinkedHashMap<>();
    byResource(permissions)
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

  /** Maps resource and verb to the object names that they are limited to; empty means all. */
  private static Map<Resource, Map<String, TreeSet<String>>> byResource(
      Collection<ScopedPermission> permissions) {
    Map<Resource, Map<String, TreeSet<String>>> all =
        new TreeMap<>(Comparator.comparing(Resource::group).thenComparing(Resource::name));
    for (ScopedPermission permission : permissions) {
      Map<String, TreeSet<String>> verbs =
          all.computeIfAbsent(
              new Resource(permission.group(), permission.resource()),
              r -> new TreeMap<>(RuleFormatter.BY_VERB));
      TreeSet<String> names = verbs.get(permission.verb());
      if (permission.name() == null) {
        verbs.put(permission.verb(), new TreeSet<>());
      } else if (names == null) {
        verbs.put(permission.verb(), new TreeSet<>(List.of(permission.name())));
      } else if (!names.isEmpty()) {
        names.add(permission.name());
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

package ai.sympozium.operator.grant;

import ai.sympozium.api.Rule;
import java.util.Arrays;
import java.util.List;

/** Rules in one line: {@code core,apps: pods,pods/log get,list [a,b]}. */
final class Rules {
  private Rules() {}

  static Rule rule(String line) {
    String[] parts = line.strip().split("[: ]+");
    return new Rule(
        Arrays.stream(parts[0].split(",")).map(g -> g.equals("core") ? "" : g).toList(),
        List.of(parts[1].split(",")),
        List.of(parts[2].split(",")),
        parts.length < 4
            ? List.of()
            : List.of(parts[3].substring(1, parts[3].length() - 1).split(",")));
  }

  /** Rules with semicolons between them. */
  static List<Rule> rules(String line) {
    return line.isBlank() ? List.of() : Arrays.stream(line.split(";")).map(Rules::rule).toList();
  }
}

package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.Arrays;
import java.util.List;

/** Rules in one line: {@code core,apps: pods,pods/log get,list [a,b]}. */
public final class Rules {
  private Rules() {}

  public static PolicyRule rule(String line) {
    String[] parts = line.strip().split("[: ]+", -1);
    return new PolicyRule(
        Arrays.stream(parts[0].split(",", -1)).map(g -> g.equals("core") ? "" : g).toList(),
        List.of(parts[1].split(",", -1)),
        List.of(parts[2].split(",", -1)),
        parts.length < 4
            ? List.of()
            : List.of(parts[3].substring(1, parts[3].length() - 1).split(",", -1)));
  }

  /** Rules with semicolons between them. */
  public static List<PolicyRule> rules(String line) {
    return line.isBlank()
        ? List.of()
        : Arrays.stream(line.split(";", -1)).map(Rules::rule).toList();
  }
}

package ai.sympozium.cli.usage;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.RandomRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Generates random rules, and requests that they often allow. */
final class RandomRequests {
  static final String NAMESPACE = "demo";

  private static final List<String> GROUPS = List.of("", "apps");
  private static final List<String> RESOURCES =
      List.of("pods", "pods/log", "pods/exec", "jobs", "jobs/scale");
  private static final List<String> VERBS = List.of("get", "list", "create", "patch", "delete");
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final RandomRules random;

  RandomRequests(long seed) {
    random =
        new RandomRules(seed)
            .groups("", "apps", "*")
            .resources(
                "pods", "pods/log", "pods/exec", "jobs", "jobs/scale", "*", "*/log", "*/scale")
            .verbs("get", "list", "create", "patch", "delete", "*")
            .names("a", "b", "c")
            .maxValues(2);
  }

  List<PolicyRule> rules() {
    return random.rules(0, 4);
  }

  ApiRequest request() {
    @Nullable String namespace =
        switch (random.between(0, 3)) {
          case 0 -> null;
          case 1 -> "other";
          default -> NAMESPACE;
        };
    String verb = random.oneOf(VERBS);
    boolean nameless = verb.equals("create") || random.between(0, 2) == 0;
    return new ApiRequest(
        random.oneOf(GROUPS),
        random.oneOf(RESOURCES),
        verb,
        namespace,
        nameless ? null : random.oneOf(NAMES));
  }

  int between(int min, int max) {
    return random.between(min, max);
  }
}

package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rules and calls from so small a world that they often meet. */
final class RandomRules {
  static final String NAMESPACE = "demo";
  static final List<String> GROUPS = List.of("", "apps");
  static final List<String> RESOURCES =
      List.of("pods", "pods/log", "pods/exec", "jobs", "jobs/scale");
  static final List<String> VERBS = List.of("get", "list", "create", "patch", "delete");
  static final List<String> NAMES = List.of("a", "b", "c");

  private final Random random;

  RandomRules(long seed) {
    random = new Random(seed);
  }

  List<PolicyRule> rules() {
    List<PolicyRule> rules = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      rules.add(
          new PolicyRule(
              some(1, with(GROUPS, "*")),
              some(1, with(RESOURCES, "*", "*/log", "*/scale")),
              some(1, with(VERBS, "*")),
              random.nextInt(3) == 0 ? some(1, NAMES) : List.of()));
    }
    return rules;
  }

  ApiRequest call() {
    @Nullable String namespace =
        switch (random.nextInt(4)) {
          case 0 -> null;
          case 1 -> "other";
          default -> NAMESPACE;
        };
    String verb = one(VERBS);
    boolean nameless = verb.equals("create") || random.nextInt(3) == 0;
    return new ApiRequest(
        one(GROUPS), one(RESOURCES), verb, namespace, nameless ? null : one(NAMES));
  }

  int times() {
    return 1 + random.nextInt(3);
  }

  int upTo(int most) {
    return random.nextInt(most + 1);
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private List<String> some(int least, List<String> words) {
    List<String> chosen = new ArrayList<>();
    int count = least + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      chosen.add(one(words));
    }
    return chosen;
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }
}

package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Generates random rules from a vocabulary that is small enough for rules to overlap often. A value
 * that the vocabulary repeats is chosen more often.
 */
public final class RandomRules {
  private final Random random;
  private List<String> groups = List.of("", "apps", "batch", "*");
  private List<String> resources =
      List.of("pods", "pods/log", "jobs", "jobs/scale", "*/scale", "*/log", "*/y/z", "x/y/z", "*");
  private List<String> verbs = List.of("get", "list", "delete", "*");
  private List<String> names = List.of("a", "b", "c");
  private int maxValues = 3;

  public RandomRules(long seed) {
    random = new Random(seed);
  }

  public RandomRules groups(String... values) {
    groups = List.of(values);
    return this;
  }

  public RandomRules resources(String... values) {
    resources = List.of(values);
    return this;
  }

  public RandomRules verbs(String... values) {
    verbs = List.of(values);
    return this;
  }

  public RandomRules names(String... values) {
    names = List.of(values);
    return this;
  }

  /** Limits the number of groups, of resources, of verbs and of names in a rule. */
  public RandomRules maxValues(int max) {
    maxValues = max;
    return this;
  }

  public List<PolicyRule> rules(int min, int max) {
    return IntStream.range(0, between(min, max)).mapToObj(i -> rule()).toList();
  }

  /** A third of the rules is limited to names. */
  public PolicyRule rule() {
    return new PolicyRule(
        some(groups),
        some(resources),
        some(verbs),
        random.nextInt(3) == 0 ? some(names) : List.of());
  }

  public int between(int min, int max) {
    return min + random.nextInt(max - min + 1);
  }

  public String oneOf(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** May repeat a value. */
  private List<String> some(List<String> values) {
    return Stream.generate(() -> oneOf(values)).limit(between(1, maxValues)).toList();
  }
}

package ai.sympozium.cli.skill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the placeholders of a command: words in capitals such as NAMESPACE, and {@code <name>}.
 * Values are those of the user, else those of the objects that the test creates.
 */
public final class Placeholders {
  /** Name of the objects that the test creates. */
  static final String OBJECT = "web";

  private static final String NAMESPACE = "NAMESPACE";
  private static final String POD = "POD";
  private static final String NODE = "NODE";

  private static final Pattern WORD =
      Pattern.compile(
          "(?<![\\w$-])[A-Z][A-Z0-9_]*(?![\\w])|(?<!<)<(\\p{L}[\\w -]{0,40})>",
          Pattern.UNICODE_CHARACTER_CLASS);

  /** Words of a shell before the name of a variable. */
  private static final Pattern BEFORE_VARIABLE =
      Pattern.compile(
          "(?:^|[\\s;|&(])(?:for|select|export|local|declare|readonly|unset|read(?:\\s+-\\w+)*)"
              + "\\s+$");

  /** Words in capitals that commands contain as they are. */
  private static final Set<String> LITERALS =
      Set.of(
          ("GET PUT POST PATCH DELETE HEAD OPTIONS EOF END JSON YAML TERM KILL HUP INT UTC NF NR AND"
                  + " OR NOT PATH HOME")
              .split(" "));

  private static final Map<String, String> DEFAULTS = defaults();

  /** Words before NAME that mean another object than {@value #OBJECT}. */
  private static final Map<String, String> BY_RESOURCE =
      Map.of(
          "po pod pods logs exec attach port-forward", POD,
          "no node nodes cordon uncordon drain", NODE,
          "ns namespace namespaces", NAMESPACE);

  /**
   * A command with values.
   *
   * @param unknown placeholders without a value
   */
  public record Filled(String text, List<String> unknown) {}

  private final Map<String, String> values;
  private final Set<String> ofUser;

  private Placeholders(Map<String, String> values, Set<String> ofUser) {
    this.values = Map.copyOf(values);
    this.ofUser = Set.copyOf(ofUser);
  }

  /** Creates the placeholders with values of the user, by name. */
  static Placeholders of(Map<String, String> user) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    values.putAll(user);
    return new Placeholders(values, user.keySet());
  }

  /** Returns placeholders with another value for one name, unless the user gave one. */
  Placeholders with(String name, String value) {
    if (ofUser.contains(name)) {
      return this;
    }
    Map<String, String> changed = new HashMap<>(values);
    changed.put(name, value);
    return new Placeholders(changed, ofUser);
  }

  /** Returns placeholders for the objects of a test. */
  Placeholders with(String namespace, String pod, String node, String image) {
    return inNamespace(namespace).with(POD, pod).with(NODE, node).with("IMAGE", image);
  }

  Placeholders inNamespace(String namespace) {
    return with(NAMESPACE, namespace).with("NS", namespace);
  }

  private static Map<String, String> defaults() {
    Map<String, String> values = new TreeMap<>();
    String objects =
        "NAME CONTAINER DEPLOYMENT SERVICE SVC CONFIGMAP JOB CRONJOB STATEFULSET DAEMONSET"
            + " REPLICASET INGRESS HPA PDB PVC WORKLOAD OBJECT SERVICEACCOUNT NETWORKPOLICY VALUE"
            + " TEXT PATTERN WORD";
    List.of(objects.split(" ")).forEach(object -> values.put(object, OBJECT));
    List.of("KIND", "TYPE", "RESOURCE").forEach(kind -> values.put(kind, "deployment"));
    List.of("N", "REPLICAS", "REVISION", "COUNT", "NUMBER").forEach(n -> values.put(n, "1"));
    List.of("LABEL", "SELECTOR").forEach(selector -> values.put(selector, "app=web"));
    List.of("DURATION", "SINCE").forEach(duration -> values.put(duration, "5m"));
    values.put("KEY", "app");
    values.put("PORT", "80");
    values.put("IMAGE", OBJECT);
    values.put(POD, FixtureManifests.POD);
    values.put(NODE, "node");
    List.of(NAMESPACE, "NS").forEach(name -> values.put(name, "skill-test"));
    return values;
  }

  /** Replaces the placeholders of a command. */
  public Filled fill(String command) {
    List<String> unknown = new ArrayList<>();
    Matcher found = WORD.matcher(command);
    StringBuilder filled = new StringBuilder();
    while (found.find()) {
      String value = value(command, found, unknown);
      found.appendReplacement(
          filled, Matcher.quoteReplacement(value == null ? found.group() : value));
    }
    found.appendTail(filled);
    return new Filled(filled.toString(), List.copyOf(unknown));
  }

  /** Returns the value of a placeholder, or null to keep the text. */
  private @Nullable String value(String command, Matcher found, List<String> unknown) {
    boolean angled = found.group(1) != null;
    String name =
        angled ? found.group(1).toUpperCase(Locale.ROOT).replaceAll("[ -]+", "_") : found.group();
    if (!ofUser.contains(name) && !angled && isLiteral(command, found)) {
      return null;
    }
    String known = known(name, command.substring(0, found.start()));
    if (known == null && (angled || isWholeWord(command, found))) {
      unknown.add(found.group());
    }
    return known;
  }

  private @Nullable String known(String name, String before) {
    if (ofUser.contains(name)) {
      return values.get(name);
    }
    String plain = name.endsWith("_NAME") ? name.substring(0, name.length() - 5) : name;
    if (plain.equals("NAME")) {
      String[] words = before.stripTrailing().split("[\\s/,]+");
      String resource = words[words.length - 1].toLowerCase(Locale.ROOT);
      boolean adjacent = before.endsWith(" ") || before.endsWith("/");
      return values.get(adjacent ? ofResource(resource) : plain);
    }
    return values.get(plain);
  }

  private static String ofResource(String word) {
    return BY_RESOURCE.entrySet().stream()
        .filter(entry -> List.of(entry.getKey().split(" ")).contains(word))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("NAME");
  }

  /** Whether capitals are an option's value, a variable that is assigned, or a known literal. */
  private static boolean isLiteral(String command, Matcher found) {
    String after = command.substring(found.end());
    String before = command.substring(0, found.start()).stripTrailing();
    boolean begins = before.isEmpty() || ";|&(".indexOf(before.charAt(before.length() - 1)) >= 0;
    return LITERALS.contains(found.group())
        || before.endsWith("<<")
        || isVariable(command, found)
        || before.endsWith("{") && command.charAt(found.start() - 1) == '{'
        || (after.startsWith("=") && begins);
  }

  private static boolean isVariable(String command, Matcher found) {
    return BEFORE_VARIABLE.matcher(command.substring(0, found.start())).find()
        || Pattern.compile("\\$\\{?" + found.group() + "(?!\\w)").matcher(command).find();
  }

  private static boolean isWholeWord(String command, Matcher found) {
    return (found.start() == 0 || " /=,:".indexOf(command.charAt(found.start() - 1)) >= 0)
        && (found.end() == command.length() || " /,:".indexOf(command.charAt(found.end())) >= 0)
        && (command.substring(0, found.start()).chars().filter(c -> c == '\'' || c == '"').count()
                % 2
            == 0);
  }
}

package ai.sympozium.agent.call;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tool that a name means: models leak tokens of their template into names, change the
 * case, or add the name of a skill or a namespace.
 */
public final class ToolNameMatcher {
  private static final String UNKNOWN = "unknown_tool";
  private static final int MAX_LENGTH = 64;

  private final List<String> tools;

  public ToolNameMatcher(List<String> tools) {
    this.tools = List.copyOf(tools);
  }

  /** Returns the only tool that a name can mean, or null. */
  public @Nullable String match(String name) {
    if (tools.contains(name)) {
      return name;
    }
    var clean = withoutTokens(name);
    for (UnaryOperator<String> form :
        List.<UnaryOperator<String>>of(
            text -> text, ToolNameMatcher::withoutPrefix, ToolNameMatcher::letters)) {
      var wanted = form.apply(clean);
      var found = tools.stream().filter(tool -> form.apply(tool).equalsIgnoreCase(wanted)).toList();
      if (found.size() == 1) {
        return found.getFirst();
      }
    }
    var last = letters(withoutPrefix(clean));
    var found = tools.stream().filter(tool -> letters(tool).equals(last)).toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  /** Returns a name without tokens that servers reject, for a tool that does not exist. */
  public static String clean(String name) {
    var clean = withoutTokens(name).replaceAll("[^A-Za-z0-9_-]+", "_").replaceAll("^_+|_+$", "");
    if (clean.isEmpty()) {
      return UNKNOWN;
    }
    return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) : clean;
  }

  /** Returns the prefix of a name, for example that of a skill, or an empty text. */
  public static String prefix(String name) {
    var clean = withoutTokens(name);
    return clean
        .substring(0, clean.length() - withoutPrefix(clean).length())
        .replaceAll("[./:_]+$", "");
  }

  private static String withoutTokens(String name) {
    return name.replaceAll("(?s)<[|\uFF5C].*|\\[ARGS].*|[({].*", "")
        .replaceAll("<[^>]*>", "")
        .replaceAll("^[\\s\"'`]+|[\\s\"'`]+$", "")
        .replaceAll(":\\d+$", "");
  }

  private static String withoutPrefix(String name) {
    return name.replaceFirst("^.*(?:[./:]|__)(?=[^./:])", "");
  }

  private static String letters(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }
}

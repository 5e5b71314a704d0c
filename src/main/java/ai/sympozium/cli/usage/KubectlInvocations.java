package ai.sympozium.cli.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the calls of kubectl in a shell command line. */
public final class KubectlInvocations {
  /** Commands whose requests need no permission of a pack. */
  private static final Set<String> WITHOUT_PERMISSIONS =
      Set.of(
          "version",
          "api-resources",
          "api-versions",
          "cluster-info",
          "config",
          "explain",
          "completion",
          "help",
          "options",
          "plugin",
          "kustomize",
          "auth");

  /** Commands that send no request to change anything. */
  private static final Set<String> READS =
      Set.of(
          "get",
          "describe",
          "logs",
          "top",
          "events",
          "wait",
          "explain",
          "version",
          "api-resources",
          "api-versions",
          "cluster-info",
          "auth can-i",
          "auth whoami",
          "rollout history",
          "rollout status");

  private KubectlInvocations() {}

  /** Returns the arguments of each call, without redirections. */
  public static List<List<String>> of(String line) {
    List<List<String>> calls = new ArrayList<>();
    for (List<String> words : ShellTokenizer.split(line)) {
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).equals("kubectl") || words.get(i).endsWith("/kubectl")) {
          calls.add(withoutRedirections(words.subList(i + 1, words.size())));
          break;
        }
      }
    }
    return calls;
  }

  /** Returns whether a call needs permissions beyond those of every account. */
  public static boolean needsPermissions(List<String> arguments) {
    return arguments.stream().noneMatch(WITHOUT_PERMISSIONS::contains);
  }

  /** Returns whether a call only reads, so that it can be repeated. */
  public static boolean onlyReads(List<String> arguments) {
    List<String> plain = new ArrayList<>();
    for (int i = 0; i < arguments.size() && plain.size() < 2; i++) {
      String word = arguments.get(i);
      if (word.equals("-n") || KubectlOptions.WITH_VALUE.contains(word)) {
        i++;
      } else if (!word.startsWith("-")) {
        plain.add(word);
      }
    }
    return !plain.isEmpty()
        && (READS.contains(plain.getFirst()) || READS.contains(String.join(" ", plain)));
  }

  private static List<String> withoutRedirections(List<String> words) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.endsWith(">") || word.endsWith("<")) {
        i++;
      } else if (!word.matches("[0-9]?[<>].*")) {
        kept.add(word);
      }
    }
    return kept;
  }
}

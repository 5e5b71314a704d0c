package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.TerminalSanitizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of a skill show of its calls. A script or a program may have made any others,
 * so this is a hint, and is called one wherever it is shown.
 */
final class CommandUsageEstimator {
  /** How kubectl prints what RBAC answers. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "User \"([^\"]{1,300})\" cannot ([a-z]{1,40}) resource \"([^\"]{1,200})\" in API group"
              + " \"([^\"]{0,200})\" (?:in the namespace \"([^\"]{1,253})\"|at the cluster scope)");

  /** These ask nothing that a pack's rights are for. */
  private static final Set<String> HARMLESS =
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

  private static final int MOST_UNCLEAR = 20;

  private final ResourceAliases resources;
  private final String namespace;
  private final String user;
  private final Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
  private final Map<ApiRequest, Integer> refused = new LinkedHashMap<>();
  private final Set<String> unclear = new LinkedHashSet<>();

  private CommandUsageEstimator(ResourceAliases resources, String namespace, String user) {
    this.resources = resources;
    this.namespace = namespace;
    this.user = user;
  }

  /** The hints that a skill's commands give. */
  static UsageEvidence of(
      Transcript transcript,
      String skill,
      String user,
      String namespace,
      List<PolicyRule> declared) {
    CommandUsageEstimator hints =
        new CommandUsageEstimator(
            new ResourceAliases(ScopedPermission.of(declared, false)), namespace, user);
    for (Transcript.Command command : transcript.commands()) {
      if (command.skill() == null || command.skill().equals(skill)) {
        hints.command(command);
      }
    }
    if (transcript.omitted() > 0) {
      hints.unclear.add(transcript.omitted() + " lines that the transcript had no room for");
    }
    return new UsageEvidence(
        UsageEvidence.Source.COMMANDS,
        hints.allowed,
        hints.refused,
        new LinkedHashSet<>(),
        Optional.empty(),
        hints.unclear.stream().limit(MOST_UNCLEAR).toList());
  }

  private void command(Transcript.Command command) {
    Set<ApiRequest> refusedNow = refused(command.output());
    refusedNow.forEach(call -> refused.merge(call, 1, Integer::sum));
    for (List<String> words : ShellTokenizer.split(command.line())) {
      int kubectl = kubectl(words);
      if (kubectl < 0) {
        continue;
      }
      List<String> arguments = withoutRedirections(words.subList(kubectl + 1, words.size()));
      List<ApiRequest> calls = KubectlCommandParser.calls(arguments, resources, namespace);
      if (calls.isEmpty() && arguments.stream().noneMatch(HARMLESS::contains)) {
        unclear.add(TerminalSanitizer.value("kubectl " + String.join(" ", arguments)));
      }
      for (ApiRequest call : calls) {
        if (!refusedNow.contains(withoutName(call))) {
          allowed.merge(call, 1, Integer::sum);
        }
      }
    }
  }

  private static int kubectl(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("kubectl") || words.get(i).endsWith("/kubectl")) {
        return i;
      }
    }
    return -1;
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

  /** The refusals that the output tells of, without names: the words of RBAC have none. */
  private Set<ApiRequest> refused(String output) {
    Set<ApiRequest> calls = new LinkedHashSet<>();
    Matcher found = REFUSED.matcher(output);
    while (found.find()) {
      if (found.group(1).equals(user)) {
        @Nullable String where = found.group(5);
        calls.add(new ApiRequest(found.group(4), found.group(3), found.group(2), where, null));
      }
    }
    return calls;
  }

  private static ApiRequest withoutName(ApiRequest call) {
    return new ApiRequest(call.group(), call.resource(), call.verb(), call.namespace(), null);
  }
}

package ai.sympozium.cli.report;

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
 * Estimates the requests of a skill from its commands. Requests of scripts and programs are not
 * visible in them, so the result is called an estimate wherever it is printed.
 */
final class CommandUsageEstimator {
  /** Format of RBAC denials in kubectl's output. */
  private static final Pattern DENIED =
      Pattern.compile(
          "User \"([^\"]{1,300})\" cannot ([a-z]{1,40}) resource \"([^\"]{1,200})\" in API group"
              + " \"([^\"]{0,200})\" (?:in the namespace \"([^\"]{1,253})\"|at the cluster scope)");

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

  private static final int MAX_UNCLEAR = 20;

  private final ResourceAliases resources;
  private final String namespace;
  private final String user;
  private final Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
  private final Map<ApiRequest, Integer> denied = new LinkedHashMap<>();
  private final Set<String> unclear = new LinkedHashSet<>();

  private CommandUsageEstimator(ResourceAliases resources, String namespace, String user) {
    this.resources = resources;
    this.namespace = namespace;
    this.user = user;
  }

  /**
   * Estimates the requests of one skill of a run.
   *
   * @param user user name of the skill's ServiceAccount
   */
  static UsageEvidence of(
      Transcript transcript,
      String skill,
      String user,
      String namespace,
      ResourceAliases resources) {
    CommandUsageEstimator estimator = new CommandUsageEstimator(resources, namespace, user);
    for (Transcript.Command command : transcript.commands()) {
      if (command.skill() == null || command.skill().equals(skill)) {
        estimator.command(command);
      }
    }
    if (transcript.omitted() > 0) {
      estimator.unclear.add(transcript.omitted() + " lines that were omitted from the transcript");
    }
    return new UsageEvidence(
        UsageEvidence.Source.COMMANDS,
        estimator.allowed,
        estimator.denied,
        new LinkedHashSet<>(),
        Optional.empty(),
        estimator.unclear.stream().limit(MAX_UNCLEAR).toList());
  }

  private void command(Transcript.Command command) {
    Set<ApiRequest> deniedHere = denied(command.output());
    deniedHere.forEach(request -> denied.merge(request, 1, Integer::sum));
    for (List<String> words : ShellTokenizer.split(command.line())) {
      int kubectl = kubectl(words);
      if (kubectl < 0) {
        continue;
      }
      List<String> arguments = withoutRedirections(words.subList(kubectl + 1, words.size()));
      List<ApiRequest> requests = KubectlCommandParser.requests(arguments, resources, namespace);
      if (requests.isEmpty() && arguments.stream().noneMatch(WITHOUT_PERMISSIONS::contains)) {
        unclear.add(
            "requests of: " + TerminalSanitizer.value("kubectl " + String.join(" ", arguments)));
      }
      for (ApiRequest request : requests) {
        if (!deniedHere.contains(withoutName(request))) {
          allowed.merge(request, 1, Integer::sum);
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

  /** Finds the denials in the output of a command. They do not contain object names. */
  private Set<ApiRequest> denied(String output) {
    Set<ApiRequest> requests = new LinkedHashSet<>();
    Matcher found = DENIED.matcher(output);
    while (found.find()) {
      if (found.group(1).equals(user)) {
        @Nullable String inNamespace = found.group(5);
        requests.add(
            new ApiRequest(found.group(4), found.group(3), found.group(2), inNamespace, null));
      }
    }
    return requests;
  }

  private static ApiRequest withoutName(ApiRequest request) {
    return new ApiRequest(
        request.apiGroup(), request.resource(), request.verb(), request.namespace(), null);
  }
}

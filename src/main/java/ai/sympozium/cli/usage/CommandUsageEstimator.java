package ai.sympozium.cli.usage;

import ai.sympozium.cli.console.TerminalSanitizer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Estimates the requests of a skill from its commands. Requests of scripts and programs are not
 * visible in them, so the result is called an estimate wherever it is printed.
 */
public final class CommandUsageEstimator {
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
  public static UsageEvidence of(
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
    for (List<String> arguments : KubectlInvocations.of(command.line())) {
      List<ApiRequest> requests = KubectlCommandParser.requests(arguments, resources, namespace);
      if (requests.isEmpty() && KubectlInvocations.needsPermissions(arguments)) {
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

  private Set<ApiRequest> denied(String output) {
    return DeniedRequest.in(output).stream()
        .filter(denial -> denial.user().equals(user))
        .map(DeniedRequest::request)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static ApiRequest withoutName(ApiRequest request) {
    return new ApiRequest(
        request.apiGroup(), request.resource(), request.verb(), request.namespace(), null);
  }
}

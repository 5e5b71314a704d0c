package ai.sympozium.cli.report;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.usage.ApiRequest;
import ai.sympozium.cli.usage.UsageEvidence;
import ai.sympozium.rbac.Permission;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of one account from an audit log: {@code audit.k8s.io/v1} events, one on each
 * line. Logs of a whole cluster are large, so only lines that contain the account's name are
 * parsed.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
 */
final class AuditLogReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORBIDDEN = 403;
  private static final int CREATED = 201;
  private static final int BAD_REQUEST = 400;

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final Set<String> WRITES = Set.of("create", "update", "patch");

  /** If opened by a GET request, the API server also checks {@code create}. */
  private static final Set<String> STREAMS = Set.of("pods/exec", "pods/attach", "pods/portforward");

  private static final Set<String> WORKLOADS =
      Set.of(
          "pods",
          "pods/ephemeralcontainers",
          "podtemplates",
          "replicationcontrollers",
          "deployments",
          "statefulsets",
          "daemonsets",
          "replicasets",
          "jobs",
          "cronjobs");

  /** The chart's policies also check these, if a workload needs them. */
  private static final List<Permission> CHECKED_FOR_WORKLOADS =
      List.of(
          new Permission("", "secrets", "get", null),
          new Permission("", "configmaps", "get", null),
          new Permission("", "persistentvolumeclaims", "create", null),
          new Permission("", "pods/binding", "create", null));

  private final String user;
  private final Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
  private final Map<ApiRequest, Integer> denied = new LinkedHashMap<>();
  private final SequencedSet<ApiRequest> implied = new LinkedHashSet<>();
  private final Set<String> counted = new HashSet<>();
  private boolean writesRbac;
  private int unreadable;

  private AuditLogReader(String user) {
    this.user = user;
  }

  /**
   * Reads the events of an account.
   *
   * @param user user name of the account: {@code system:serviceaccount:demo:name}
   * @param files paths, or {@code -} for the standard input
   */
  static UsageEvidence of(String user, List<String> files) {
    AuditLogReader log = new AuditLogReader(user);
    for (String file : files) {
      try (BufferedReader reader = open(file)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          log.line(line);
        }
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.USAGE, "--audit-log: " + file + ": cannot be read: " + e.getMessage());
      }
    }
    return log.evidence();
  }

  static UsageEvidence of(String user, Iterable<String> lines) {
    AuditLogReader log = new AuditLogReader(user);
    lines.forEach(log::line);
    return log.evidence();
  }

  private static BufferedReader open(String file) throws IOException {
    return file.equals("-")
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        // Unlike Files.newBufferedReader, this accepts invalid bytes, which must not hide other
        // lines.
        : new BufferedReader(
            new InputStreamReader(Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8));
  }

  private UsageEvidence evidence() {
    return new UsageEvidence(
        UsageEvidence.Source.AUDIT_LOG,
        allowed,
        denied,
        implied,
        writesRbac
            ? Optional.of(
                "the skill wrote roles or bindings, and Kubernetes requires it to hold every"
                    + " permission in them")
            : Optional.empty(),
        unreadable == 0
            ? List.of()
            : List.of(
                unreadable
                    + (unreadable == 1 ? " line" : " lines")
                    + " of the audit log with the account's name, but without a valid event"));
  }

  private void line(String line) {
    if (!line.contains(user)) {
      return;
    }
    try {
      event(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      unreadable++;
    }
  }

  private void event(JsonNode event) {
    // Impersonated requests are authorized with the permissions of the impersonated user.
    if (!user.equals(event.path("user").path("username").asText())
        || event.hasNonNull("impersonatedUser")
        || event.path("stage").asText().equals("RequestReceived")
        || !event.path("objectRef").hasNonNull("resource")) {
      return;
    }
    int code = event.path("responseStatus").path("code").asInt();
    String decision = event.path("annotations").path("authorization.k8s.io/decision").asText("");
    boolean forbidden = decision.isEmpty() ? code == FORBIDDEN : decision.equals("forbid");
    ApiRequest request = request(event.path("objectRef"), event.path("verb").asText());
    // A watch has two events: at its start and at its end.
    String id = event.path("auditID").asText("");
    if (id.isEmpty() || counted.add(id)) {
      (forbidden ? denied : allowed).merge(request, 1, Integer::sum);
    }
    if (!forbidden) {
      imply(request, code);
    }
  }

  /** Records the permissions that the API server checked for a request without logging it. */
  private void imply(ApiRequest request, int code) {
    boolean writes = WRITES.contains(request.verb());
    boolean created = writes && code == CREATED && !request.verb().equals("create");
    boolean stream = request.verb().equals("get") && STREAMS.contains(request.resource());
    if (created || stream) {
      implied.add(request.withVerb("create"));
    }
    if (writes && WORKLOADS.contains(request.resource())) {
      for (Permission checked : CHECKED_FOR_WORKLOADS) {
        implied.add(
            new ApiRequest(
                checked.group(), checked.resource(), checked.verb(), request.namespace(), null));
      }
    }
    writesRbac |= writes && request.apiGroup().equals(RBAC) && code < BAD_REQUEST;
  }

  private static ApiRequest request(JsonNode object, String verb) {
    String subresource = object.path("subresource").asText("");
    // A create request is authorized without a name; the log contains the name of the result.
    boolean nameless = verb.equals("create") && subresource.isEmpty();
    return new ApiRequest(
        object.path("apiGroup").asText(""),
        object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        verb,
        present(object, "namespace"),
        nameless ? null : present(object, "name"));
  }

  private static @Nullable String present(JsonNode object, String field) {
    String text = object.path(field).asText("");
    return text.isEmpty() ? null : text;
  }
}

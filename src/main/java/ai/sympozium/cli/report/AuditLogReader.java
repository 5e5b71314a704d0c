package ai.sympozium.cli.report;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
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
 * What an API server's audit log says of one account: a file of {@code audit.k8s.io/v1} events, one
 * a line. Logs of a whole cluster are large, so only lines that hold the account's name are parsed.
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

  /** Opened by a GET request, these also ask for {@code create}. */
  private static final Set<String> STREAMS = Set.of("pods/exec", "pods/attach", "pods/portforward");

  /** Who writes one that reads secrets is asked by the chart's policies for {@code get} on them. */
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

  private final String user;
  private final Map<ApiRequest, Integer> allowed = new LinkedHashMap<>();
  private final Map<ApiRequest, Integer> refused = new LinkedHashMap<>();
  private final SequencedSet<ApiRequest> implied = new LinkedHashSet<>();
  private final Set<String> seen = new HashSet<>();
  private boolean handsOutRights;
  private int unreadable;

  private AuditLogReader(String user) {
    this.user = user;
  }

  /**
   * Reads the events of an account.
   *
   * @param user as the API server knows it, {@code system:serviceaccount:demo:name}
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
            ExitCode.USAGE, "--audit-log: " + file + ": can't be read: " + e.getMessage());
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
        // Lenient, unlike Files.newBufferedReader: one bad byte must not hide the rest.
        : new BufferedReader(
            new InputStreamReader(Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8));
  }

  private UsageEvidence evidence() {
    return new UsageEvidence(
        UsageEvidence.Source.AUDIT_LOG,
        allowed,
        refused,
        implied,
        handsOutRights
            ? Optional.of(
                "it wrote roles or bindings, and Kubernetes asks that their writer holds the rights"
                    + " himself")
            : Optional.empty(),
        unreadable == 0
            ? List.of()
            : List.of(
                unreadable
                    + (unreadable == 1 ? " line" : " lines")
                    + " of the log with the account's name, but without an event that can be read"));
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
    // Who acts as somebody else is judged as that other one; who is impersonated did nothing.
    if (!user.equals(event.path("user").path("username").asText())
        || event.hasNonNull("impersonatedUser")
        || event.path("stage").asText().equals("RequestReceived")
        || !event.path("objectRef").hasNonNull("resource")) {
      return;
    }
    int code = event.path("responseStatus").path("code").asInt();
    String decision = event.path("annotations").path("authorization.k8s.io/decision").asText("");
    boolean forbidden = decision.isEmpty() ? code == FORBIDDEN : decision.equals("forbid");
    ApiRequest call = call(event.path("objectRef"), event.path("verb").asText());
    // A watch is told of twice: when it begins and when it ends.
    String id = event.path("auditID").asText("");
    if (id.isEmpty() || seen.add(id)) {
      (forbidden ? refused : allowed).merge(call, 1, Integer::sum);
    }
    if (!forbidden) {
      imply(call, code);
    }
  }

  /** What the API server asked beside the call, without a line in the log. */
  private void imply(ApiRequest call, int code) {
    boolean writes = WRITES.contains(call.verb());
    boolean created = writes && code == CREATED && !call.verb().equals("create");
    boolean stream = call.verb().equals("get") && STREAMS.contains(call.resource());
    if (created || stream) {
      implied.add(call.withVerb("create"));
    }
    if (writes && WORKLOADS.contains(call.resource())) {
      implied.add(new ApiRequest("", "secrets", "get", call.namespace(), null));
    }
    handsOutRights |= writes && call.group().equals(RBAC) && code < BAD_REQUEST;
  }

  private static ApiRequest call(JsonNode object, String verb) {
    String subresource = object.path("subresource").asText("");
    // What is created was asked for without a name; the log has the one that it got.
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

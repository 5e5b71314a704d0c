package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.kube.ListPages;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists the runs of endpoints, page by page, the newest first. */
@ApplicationScoped
class EndpointRunList {
  private static final String SELECTOR =
      SympoziumLabels.LABEL_SOURCE + "=" + SympoziumLabels.SOURCE_ENDPOINT + ",";

  private final KubernetesClient client;
  private final ApiServerTurns turns;

  EndpointRunList(KubernetesClient client, ApiServerTurns turns) {
    this.client = client;
    this.turns = turns;
  }

  /** Place of a run in the list. A page remains correct when other runs come and go. */
  record Position(String createdAt, String name) implements Comparable<Position> {
    private static final Comparator<Position> NEWEST_FIRST =
        Comparator.comparing(Position::createdAt).reversed().thenComparing(Position::name);

    /** Reads the place of the last run that the endpoint knows, or null. */
    static @Nullable Position read(@Nullable JsonNode body) {
      String createdAt = body == null ? "" : body.path(EndpointContract.CREATED_AT).asText("");
      return body == null || createdAt.isEmpty()
          ? null
          : new Position(createdAt, body.path(EndpointContract.NAME).asText(""));
    }

    private static Position of(AgentRun run) {
      return new Position(
          Objects.requireNonNullElse(run.getMetadata().getCreationTimestamp(), ""),
          run.getMetadata().getName());
    }

    @Override
    public int compareTo(Position other) {
      return NEWEST_FIRST.compare(this, other);
    }
  }

  /**
   * Returns runs of an endpoint after a place.
   *
   * @param requestPrefix start of the annotation by which the endpoint recognizes its requests
   */
  ObjectNode page(EndpointPod endpoint, String requestPrefix, @Nullable Position after) {
    var newest = new TreeMap<Position, ObjectNode>();
    turns.run(() ->
        ListPages.<AgentRun>forEach(
            client.resources(AgentRun.class).inNamespace(endpoint.namespace()),
            SELECTOR + SympoziumLabels.LABEL_INSTANCE + "=" + endpoint.instance(),
            run -> {
              if (isListed(run, endpoint, requestPrefix, after)) {
                newest.put(Position.of(run), describe(run));
                // One more, to know whether there are further ones.
                if (newest.size() > EndpointContract.PAGE + 1) {
                  newest.pollLastEntry();
                }
              }
            }));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode runs = answer.putArray(EndpointContract.RUNS);
    newest.values().stream().limit(EndpointContract.PAGE).forEach(runs::add);
    return answer.put(EndpointContract.MORE, newest.size() > EndpointContract.PAGE);
  }

  private static boolean isListed(
      AgentRun run, EndpointPod endpoint, String requestPrefix, @Nullable Position after) {
    String request = RunSnapshot.annotation(run, SympoziumLabels.ANNOTATION_REQUEST);
    return request != null
        && request.startsWith(requestPrefix)
        && !run.isMarkedForDeletion()
        && endpoint.owns(run)
        && (after == null || Position.of(run).compareTo(after) > 0);
  }

  private static ObjectNode describe(AgentRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(EndpointContract.NAME, run.getMetadata().getName());
    json.put(EndpointContract.CREATED_AT, run.getMetadata().getCreationTimestamp());
    var status = RunStatus.of(run).value();
    RunSnapshot.put(json, EndpointContract.COMPLETED_AT, status.completedAt());
    RunSnapshot.put(
        json,
        EndpointContract.CONTEXT,
        RunSnapshot.annotation(run, SympoziumLabels.ANNOTATION_REQUEST_CONTEXT));
    return json.put(EndpointContract.TASK, beginning(run.getSpec().task()));
  }

  private static String beginning(String task) {
    return task.codePointCount(0, task.length()) <= EndpointContract.MAX_LISTED_TASK
        ? task
        : task.substring(0, task.offsetByCodePoints(0, EndpointContract.MAX_LISTED_TASK)) + "…";
  }
}

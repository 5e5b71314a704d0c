package ai.sympozium.operator.gateway.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.base.SharedBudget;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.gateway.authentication.EndpointPod;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.ShedReason;
import ai.sympozium.operator.kube.ListPages;
import ai.sympozium.operator.kube.MetadataReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists the runs of endpoints, page by page, the newest first. Of all runs of an endpoint, only the
 * metadata is read, because a conversation can have half a megabyte.
 */
@ApplicationScoped
class EndpointRunList {
  private static final String SELECTOR =
      SympoziumLabels.LABEL_SOURCE + "=" + SympoziumLabels.SOURCE_ENDPOINT + ",";

  /** Each reads the metadata of all runs of an endpoint, which can be thousands. */
  static final int MAX_LISTS = 4;

  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private final MetadataReader metadata;
  private final RunSnapshotReader runs;
  private final ApiServerTurns turns;
  private final MeterRegistry metrics;

  /** One list of each endpoint at a time. */
  private final SharedBudget lists = new SharedBudget(MAX_LISTS, 1);

  EndpointRunList(
      MetadataReader metadata,
      RunSnapshotReader runs,
      ApiServerTurns turns,
      MeterRegistry metrics) {
    this.metadata = metadata;
    this.runs = runs;
    this.turns = turns;
    this.metrics = metrics;
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

    private static Position of(HasMetadata run) {
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
    if (!lists.tryHold(endpoint.instanceUID(), 1, MAX_WAIT)) {
      ShedReason.ENDPOINT_REQUESTS.count(metrics);
      throw new GatewayException(
          ErrorCode.UNAVAILABLE, "the gateway reads too many lists of runs at present");
    }
    try {
      SequencedSet<Position> newest = newest(endpoint, requestPrefix, after);
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      ArrayNode listed = answer.putArray(EndpointContract.RUNS);
      newest.stream()
          .limit(EndpointContract.PAGE)
          .flatMap(position -> runs.run(endpoint, position.name()).stream())
          // Another run can have the name now.
          .filter(run -> isOf(run, requestPrefix))
          .forEach(run -> listed.add(describe(run)));
      return answer.put(EndpointContract.MORE, newest.size() > EndpointContract.PAGE);
    } finally {
      lists.release(endpoint.instanceUID(), 1);
    }
  }

  /**
   * Returns the places of the newest runs, one more than a page, to know whether there are further
   * ones. A turn ends with each page of the API server, so that other requests come between.
   */
  private SequencedSet<Position> newest(
      EndpointPod endpoint, String requestPrefix, @Nullable Position after) {
    var newest = new TreeSet<Position>();
    ListPages.<GenericKubernetesResource>forEach(
        options -> turns.get(() -> metadata.page(AgentRun.class, endpoint.namespace(), options)),
        SELECTOR + SympoziumLabels.LABEL_INSTANCE + "=" + endpoint.instance(),
        run -> {
          if (isListed(run, endpoint, requestPrefix, after)) {
            newest.add(Position.of(run));
            if (newest.size() > EndpointContract.PAGE + 1) {
              newest.pollLast();
            }
          }
        });
    return newest;
  }

  private static boolean isListed(
      HasMetadata run, EndpointPod endpoint, String requestPrefix, @Nullable Position after) {
    return isOf(run, requestPrefix)
        && !run.isMarkedForDeletion()
        && endpoint.owns(run.getMetadata())
        && (after == null || Position.of(run).compareTo(after) > 0);
  }

  private static boolean isOf(HasMetadata run, String requestPrefix) {
    String request = RunSnapshot.request(run);
    return request != null && request.startsWith(requestPrefix);
  }

  private static ObjectNode describe(AgentRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(EndpointContract.NAME, run.getMetadata().getName());
    json.put(EndpointContract.CREATED_AT, run.getMetadata().getCreationTimestamp());
    var status = RunStatus.of(run).value();
    RunSnapshot.put(json, EndpointContract.COMPLETED_AT, status.completedAt());
    RunSnapshot.put(json, EndpointContract.CONTEXT, RunSnapshot.context(run));
    return json.put(EndpointContract.TASK, beginning(run.getSpec().task()));
  }

  private static String beginning(String task) {
    return task.codePointCount(0, task.length()) <= EndpointContract.MAX_LISTED_TASK
        ? task
        : task.substring(0, task.offsetByCodePoints(0, EndpointContract.MAX_LISTED_TASK)) + "…";
  }
}

package ai.sympozium.operator.gateway.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.gateway.authentication.EndpointCaller;
import ai.sympozium.operator.gateway.authentication.EndpointOnly;
import ai.sympozium.operator.gateway.endpoint.EndpointPolls.Known;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.WaitingTurns;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows the endpoint of an instance the runs that it has created, and no others, and the tools that
 * it offers.
 */
@Path("")
public class EndpointResource {
  /** A run has up to 1.5 MiB, and is in memory several times while its response is built. */
  private static final int WHOLE_RUNS_AT_A_TIME = 4;

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final EndpointCaller caller;
  private final EndpointPolls polls;
  private final RunSnapshotReader reader;
  private final EndpointRunList list;
  private final EndpointTools tools;
  private final WaitingTurns wholeRuns =
      new WaitingTurns(
          WHOLE_RUNS_AT_A_TIME,
          MAX_WAIT,
          () ->
              new GatewayException(
                  ErrorCode.UNAVAILABLE, "the gateway reads too many runs at present"));

  EndpointResource(
      EndpointCaller caller,
      EndpointPolls polls,
      RunSnapshotReader reader,
      EndpointRunList list,
      EndpointTools tools) {
    this.caller = caller;
    this.polls = polls;
    this.reader = reader;
    this.list = list;
    this.tools = tools;
  }

  @POST
  @Path(EndpointContract.LOG_PATH)
  @EndpointOnly
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public ObjectNode log(@Nullable JsonNode body) {
    List<Known> known = known(body);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    try {
      answer.set(EndpointContract.RUNS, polls.await(caller.pod(), known, wait(body)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.putArray(EndpointContract.RUNS);
    }
    return answer;
  }

  @POST
  @Path(EndpointContract.RUN_PATH)
  @EndpointOnly
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public ObjectNode run(@Nullable JsonNode body) {
    String name = body == null ? "" : body.path(EndpointContract.NAME).asText("");
    boolean withLog = body != null && body.path(EndpointContract.WITH_LOG).asBoolean();
    return wholeRuns.get(() -> whole(name, withLog));
  }

  private ObjectNode whole(String name, boolean withLog) {
    AgentRun run =
        reader
            .run(caller.pod(), name)
            .orElseThrow(() ->
                new GatewayException(
                    ErrorCode.NOT_FOUND, "name: this endpoint has no run of this name"));
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put(EndpointContract.NAME, name);
    if (withLog) {
      writeLog(reader.log(run), answer);
    }
    RunSnapshot.of(run, StoredLog.EMPTY, reader.result(run)).write(answer);
    RunSnapshot.put(answer, EndpointContract.CONTEXT, RunSnapshot.context(run));
    AgentRunStatus status = RunStatus.of(run).value();
    answer.put(EndpointContract.CREATED_AT, run.getMetadata().getCreationTimestamp());
    RunSnapshot.put(answer, EndpointContract.COMPLETED_AT, status.completedAt());
    answer.put(EndpointContract.TASK, run.getSpec().task());
    if (!withLog && !run.getSpec().conversation().isEmpty()) {
      var messages = answer.putArray(EndpointContract.CONVERSATION);
      run.getSpec()
          .conversation()
          .forEach(message ->
              messages.addObject().put("role", message.role()).put("content", message.content()));
    }
    return answer;
  }

  @POST
  @Path(EndpointContract.LIST_PATH)
  @EndpointOnly
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public ObjectNode list(@Nullable JsonNode body) {
    String prefix = body == null ? "" : body.path(EndpointContract.REQUEST_PREFIX).asText("");
    if (prefix.isBlank()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "requestPrefix: is missing");
    }
    return list.page(caller.pod(), prefix, EndpointRunList.Position.read(body));
  }

  @POST
  @Path(EndpointContract.TOOLS_PATH)
  @EndpointOnly
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public String tools() {
    return tools.of(caller.pod());
  }

  private static void writeLog(StoredLog log, ObjectNode answer) {
    var entries = answer.putArray(EndpointContract.ENTRIES);
    log.entries().forEach(entry -> entries.add(entry.toJson()));
    answer.put(EndpointContract.OMITTED, log.omitted());
  }

  private List<Known> known(@Nullable JsonNode body) {
    if (body == null || !body.path(EndpointContract.RUNS).isArray()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "runs: is not a list");
    }
    List<Known> known = new ArrayList<>();
    for (JsonNode run : body.path(EndpointContract.RUNS)) {
      String name = run.path(EndpointContract.NAME).asText("");
      if (!caller.pod().canOwn(name)) {
        throw new GatewayException(
            ErrorCode.BAD_REQUEST, "runs.name: is not the name of a run of this endpoint");
      }
      known.add(
          new Known(
              name,
              run.path(EndpointContract.AFTER).asLong(0),
              run.path(EndpointContract.STATE).asText("")));
    }
    if (known.size() > EndpointContract.MAX_RUNS) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "runs: has more than " + EndpointContract.MAX_RUNS + " items");
    }
    return known;
  }

  private static Duration wait(@Nullable JsonNode body) {
    long millis = body == null ? 0 : body.path(EndpointContract.WAIT_MILLIS).asLong(0);
    return Duration.ofMillis(Math.clamp(millis, 0, EndpointContract.MAX_WAIT.toMillis()));
  }
}

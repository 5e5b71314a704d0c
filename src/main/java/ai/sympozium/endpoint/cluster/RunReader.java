package ai.sympozium.endpoint.cluster;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.endpoint.run.ListedRun;
import ai.sympozium.endpoint.run.LoggedRun;
import ai.sympozium.endpoint.run.RunPage;
import ai.sympozium.endpoint.run.RunPosition;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.StoredRun;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads runs of an instance from the gateway. */
final class RunReader {
  private final Instance instance;
  private final GatewayCalls gateway;

  RunReader(Instance instance, GatewayCalls gateway) {
    this.instance = instance;
    this.gateway = gateway;
  }

  Optional<StoredRun> find(String id) throws InterruptedException {
    return read(id, false).map(run -> StoredRuns.read(id, run));
  }

  Optional<LoggedRun> findWithLog(String id) throws InterruptedException {
    return read(id, true)
        .map(run -> {
          var log = new ArrayList<LogEntry>();
          for (var entry : run.path(EndpointContract.ENTRIES)) {
            LogEntry.read(entry).ifPresent(log::add);
          }
          return new LoggedRun(
              StoredRuns.read(id, run), log, run.path(EndpointContract.OMITTED).asLong());
        });
  }

  RunPage list(String requestPrefix, @Nullable RunPosition after) throws InterruptedException {
    var request = JsonTrees.object().put(EndpointContract.REQUEST_PREFIX, requestPrefix);
    if (after != null) {
      request
          .put(EndpointContract.CREATED_AT, after.createdAt().toString())
          .put(EndpointContract.NAME, instance.runName(after.id()));
    }
    var answer = post(EndpointContract.LIST_PATH, request).orElseThrow(RunReader::unavailable);
    var runs = new ArrayList<ListedRun>();
    for (var run : answer.path(EndpointContract.RUNS)) {
      listed(run).ifPresent(runs::add);
    }
    return new RunPage(runs, answer.path(EndpointContract.MORE).asBoolean());
  }

  private Optional<ListedRun> listed(JsonNode run) {
    var prefix = instance.runName("");
    var name = run.path(EndpointContract.NAME).asText("");
    if (!name.startsWith(prefix) || !EndpointContract.isRunId(name.substring(prefix.length()))) {
      return Optional.empty();
    }
    var completedAt = run.path(EndpointContract.COMPLETED_AT).asText("");
    return Optional.of(
        new ListedRun(
            name.substring(prefix.length()),
            run.path(EndpointContract.CONTEXT).asText(""),
            Instant.parse(run.path(EndpointContract.CREATED_AT).asText()),
            completedAt.isEmpty() ? null : Instant.parse(completedAt),
            run.path(EndpointContract.TASK).asText("")));
  }

  private Optional<ObjectNode> read(String id, boolean withLog) throws InterruptedException {
    var request = JsonTrees.object().put(EndpointContract.NAME, instance.runName(id));
    if (withLog) {
      request.put(EndpointContract.WITH_LOG, true);
    }
    return post(EndpointContract.RUN_PATH, request);
  }

  /** Returns the answer; empty if there is no such run. */
  private Optional<ObjectNode> post(String path, ObjectNode request) throws InterruptedException {
    try {
      return Optional.of(gateway.post(path, request));
    } catch (GatewayRejectedException e) {
      if (e.status() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw unavailable();
    } catch (IOException e) {
      throw unavailable();
    }
  }

  private static RunsUnavailableException unavailable() {
    return new RunsUnavailableException("Runs cannot be read at present.");
  }
}

package ai.sympozium.endpoint.cluster;

import ai.sympozium.base.BoundedMap;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.EndpointProcess;
import ai.sympozium.endpoint.run.AgentRuns;
import ai.sympozium.endpoint.run.LoggedRun;
import ai.sympozium.endpoint.run.NewRun;
import ai.sympozium.endpoint.run.RunConflictException;
import ai.sympozium.endpoint.run.RunEvents;
import ai.sympozium.endpoint.run.RunPage;
import ai.sympozium.endpoint.run.RunPosition;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.SkillTool;
import ai.sympozium.endpoint.run.StoredRun;
import ai.sympozium.ipc.gateway.Backoff;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one instance in the cluster.
 *
 * <p>Crash-safe: the name of a run is known before it is created. A run whose creation has an
 * unknown outcome is created again by the same name, or deleted by it.
 */
public final class ClusterRuns implements AgentRuns {
  private static final Duration CREATION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CANCEL_TIMEOUT = Duration.ofMinutes(5);

  /** Start and revocation are not part of the duration of a run. */
  private static final Duration MARGIN = Duration.ofMinutes(2);

  /** Short: the next poll contains newer runs, which must not wait for this one. */
  private static final Duration GATEWAY_RETRIES = Duration.ofSeconds(3);

  private static final int MAX_UIDS = 4096;
  private static final int UNPROCESSABLE = 422;

  private static final Optional<String> LATER =
      Optional.of("The run cannot be created at present.");

  private static final Optional<String> NOT_ALLOWED =
      Optional.of(
          "The API server allows no further run of this instance at present, for example because a"
              + " ResourceQuota of its namespace has no space.");

  private final RunApi api;
  private final Instance instance;
  private final GatewayCalls gateway;
  private final RunReader reader;
  private final LogPoller poller;
  private final ToolCatalog catalog;
  private final Duration maxDuration;
  private final Duration creationTimeout;

  /** UIDs of the newest runs, so that a cancellation deletes no other run of the same name. */
  private final Map<String, String> uids = BoundedMap.byInsertion(MAX_UIDS);

  /**
   * Creates the runs of an instance.
   *
   * @param gateway client of the gateway with the endpoint's token
   * @param maxDuration longest duration of a run
   * @param process this process, or null if its pod is not known
   */
  public static ClusterRuns of(
      KubernetesClient client,
      Instance instance,
      GatewayClient gateway,
      Duration maxDuration,
      @Nullable EndpointProcess process) {
    return new ClusterRuns(
        new RunApi(client, instance, process),
        instance,
        (path, body) -> gateway.post(path, body, () -> Instant.now().plus(GATEWAY_RETRIES)),
        maxDuration,
        CREATION_TIMEOUT);
  }

  ClusterRuns(
      RunApi api,
      Instance instance,
      GatewayCalls gateway,
      Duration maxDuration,
      Duration creationTimeout) {
    this.api = api;
    this.instance = instance;
    this.gateway = gateway;
    this.reader = new RunReader(instance, gateway);
    this.poller = new LogPoller(gateway);
    this.catalog = new ToolCatalog(gateway, System::nanoTime);
    this.maxDuration = maxDuration.plus(MARGIN);
    this.creationTimeout = creationTimeout;
  }

  @Override
  public void create(NewRun run) throws InterruptedException {
    var deadline = Instant.now().plus(creationTimeout);
    var backoff = new Backoff();
    var obstacle = tryCreate(run);
    while (obstacle.isPresent()) {
      var pause = backoff.next();
      if (Instant.now().plus(pause).isAfter(deadline)) {
        throw new RunsUnavailableException(obstacle.get());
      }
      Thread.sleep(pause);
      obstacle = tryCreate(run);
    }
  }

  @Override
  public RunEvents follow(String id) {
    var run = new FollowedRun(instance.runName(id), poller, maxDuration, System::nanoTime);
    poller.add(run);
    return run;
  }

  @Override
  public Optional<StoredRun> find(String id) throws InterruptedException {
    return reader.find(id);
  }

  @Override
  public Optional<LoggedRun> findWithLog(String id) throws InterruptedException {
    return reader.findWithLog(id);
  }

  @Override
  public RunPage list(String requestPrefix, @Nullable RunPosition after)
      throws InterruptedException {
    return reader.list(requestPrefix, after);
  }

  @Override
  public List<SkillTool> tools() throws InterruptedException {
    return catalog.tools();
  }

  @Override
  public void cancel(String id) {
    var deadline = Instant.now().plus(CANCEL_TIMEOUT);
    var backoff = new Backoff();
    try {
      while (!tryDelete(id) && Instant.now().isBefore(deadline)) {
        Thread.sleep(backoff.next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      uids.remove(id);
    }
  }

  /** Returns why the run does not exist yet, or nothing if it exists. */
  private Optional<String> tryCreate(NewRun run) throws InterruptedException {
    try {
      uids.put(run.id(), api.create(run));
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT -> isSameRequest(run) ? Optional.empty() : LATER;
        // The API server checks quotas before names, so the run can exist.
        case HttpURLConnection.HTTP_FORBIDDEN ->
            isSameRequest(run) ? Optional.empty() : NOT_ALLOWED;
        case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST ->
            throw new RunsUnavailableException("The API server rejects the run as invalid.");
        default -> LATER;
      };
    } catch (IOException e) {
      return LATER;
    }
  }

  /** Returns whether a run of the name exists that is not being deleted, and is of this request. */
  private boolean isSameRequest(NewRun run) throws InterruptedException {
    var found = changes(run.id());
    if (found.path(EndpointContract.STATE).asText("").equals(EndpointContract.ABSENT)
        || found.isMissingNode()) {
      return false;
    }
    if (!found.path(EndpointContract.REQUEST).asText("").equals(run.request())) {
      throw new RunConflictException(
          "Idempotency-Key: the key was used for another request. Use a new key.");
    }
    uids.put(run.id(), found.path(EndpointContract.UID).asText(""));
    return true;
  }

  private JsonNode changes(String id) throws InterruptedException {
    var request = JsonTrees.object();
    ObjectNode run = request.putArray(EndpointContract.RUNS).addObject();
    run.put(EndpointContract.NAME, instance.runName(id))
        .put(EndpointContract.AFTER, 0)
        .put(EndpointContract.STATE, "");
    request.put(EndpointContract.WAIT_MILLIS, 0);
    try {
      return gateway.post(EndpointContract.LOG_PATH, request).path(EndpointContract.RUNS).path(0);
    } catch (IOException | GatewayRejectedException e) {
      throw new RunsUnavailableException("Runs cannot be read at present.");
    }
  }

  /** Returns whether the run does not exist any more. */
  private boolean tryDelete(String id) {
    try {
      api.delete(id, uids.get(id));
      return true;
    } catch (KubernetesClientException e) {
      var status = e.getCode();
      return status == HttpURLConnection.HTTP_NOT_FOUND
          || status == HttpURLConnection.HTTP_CONFLICT
          || status == HttpURLConnection.HTTP_FORBIDDEN;
    }
  }
}

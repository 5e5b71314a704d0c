package ai.sympozium.endpoint.cluster;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Requests the changes of all runs from the gateway. One request waits for changes of all runs. A
 * run that it does not contain, such as a new one, gets a second request at once. Runs take turns
 * if the requests cannot contain all of them.
 */
final class LogPoller implements FollowedRun.Source {
  private static final int MAX_REQUESTS = 2;

  /** Wait of a request while another one does not contain all runs. */
  private static final Duration SHORT_WAIT = Duration.ofSeconds(1);

  /** Wait of a request while further runs wait for their turn. */
  private static final Duration TURN = Duration.ofMillis(100);

  /** Changes within a shorter time are in one response. */
  private static final Duration INTERVAL = Duration.ofMillis(4);

  /** 100 runs have 100 requests a second, which is less than the gateway accepts. */
  private static final Duration INTERVAL_OF_RUN = Duration.ofNanos(100_000);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final GatewayCalls gateway;

  /** Least recently requested first. A run can be followed more than once. */
  private final Set<FollowedRun> runs = new LinkedHashSet<>();

  /** Number of open requests that contain a run. */
  private final Map<FollowedRun, Integer> requested = new LinkedHashMap<>();

  private int requests;
  private long nextRequest = System.nanoTime();

  LogPoller(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  synchronized void add(FollowedRun run) {
    runs.add(run);
    poll();
  }

  @Override
  public synchronized void remove(FollowedRun run) {
    runs.remove(run);
  }

  /** Starts a request if there are runs that no request contains. */
  @Override
  public synchronized void poll() {
    if (requests < MAX_REQUESTS && isRunMissing()) {
      requests++;
      var start = Math.max(nextRequest, System.nanoTime());
      nextRequest = start + interval(runs.size()).toNanos();
      Thread.ofVirtual().name("log").start(() -> request(start));
    }
  }

  /** Returns the shortest time between two requests. */
  static Duration interval(int runs) {
    var ofRuns = INTERVAL_OF_RUN.multipliedBy(runs);
    return ofRuns.compareTo(INTERVAL) > 0 ? ofRuns : INTERVAL;
  }

  private boolean isRunMissing() {
    return runs.stream().anyMatch(run -> run.isAccepting() && !requested.containsKey(run));
  }

  /** Returns as many runs as a request can have, those without a request first. */
  private synchronized List<FollowedRun> begin() {
    if (!isRunMissing()) {
      return List.of();
    }
    var batch =
        Stream.concat(
                runs.stream().filter(run -> !requested.containsKey(run)),
                runs.stream().filter(requested::containsKey))
            .filter(FollowedRun::isAccepting)
            .limit(EndpointContract.MAX_RUNS)
            .toList();
    batch.forEach(run -> {
      requested.merge(run, 1, Integer::sum);
      runs.remove(run);
      runs.add(run);
    });
    return batch;
  }

  private synchronized Duration waitForChanges() {
    if (isRunMissing()) {
      return TURN;
    }
    return requests == MAX_REQUESTS ? SHORT_WAIT : EndpointContract.MAX_WAIT;
  }

  private void request(long start) {
    var batch = List.<FollowedRun>of();
    try {
      TimeUnit.NANOSECONDS.sleep(start - System.nanoTime());
      batch = begin();
      if (!batch.isEmpty()) {
        deliver(gateway.post(EndpointContract.LOG_PATH, body(batch, waitForChanges())));
      }
    } catch (GatewayRejectedException e) {
      rejected(batch, e);
    } catch (IOException e) {
      System.err.println("web-endpoint: the gateway does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done(batch);
    }
  }

  private static ObjectNode body(List<FollowedRun> batch, Duration wait) {
    var body = JsonTrees.object();
    var list = body.putArray(EndpointContract.RUNS);
    var oldest = new LinkedHashMap<String, FollowedRun>();
    batch.forEach(run ->
        oldest.merge(run.name(), run, (one, other) -> one.after() <= other.after() ? one : other));
    oldest.values().forEach(run -> run.request(list.addObject()));
    return body.put(EndpointContract.WAIT_MILLIS, wait.toMillis());
  }

  private void deliver(ObjectNode answer) {
    for (var changes : answer.path(EndpointContract.RUNS)) {
      named(changes.path(EndpointContract.NAME).asText()).forEach(run -> run.accept(changes));
    }
  }

  private synchronized List<FollowedRun> named(String name) {
    return runs.stream().filter(run -> run.name().equals(name)).toList();
  }

  /** A token that was just replaced is rejected for a moment. Anything else is final. */
  private void rejected(List<FollowedRun> batch, GatewayRejectedException e) {
    if (e.status() != HttpURLConnection.HTTP_UNAUTHORIZED) {
      batch.forEach(run -> run.fail("The operator does not serve this endpoint any more."));
    } else {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void done(List<FollowedRun> batch) {
    requests--;
    batch.forEach(
        run -> requested.computeIfPresent(run, (key, count) -> count == 1 ? null : count - 1));
    poll();
  }
}

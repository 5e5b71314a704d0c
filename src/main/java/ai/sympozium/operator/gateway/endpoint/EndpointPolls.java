package ai.sympozium.operator.gateway.endpoint;

import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.operator.gateway.authentication.EndpointPod;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.PeerRateLimit;
import ai.sympozium.operator.http.PeerRateLimit.Rate;
import ai.sympozium.operator.http.ShedReason;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/** Answers the polls of endpoints as soon as one of their runs has changed. */
@ApplicationScoped
class EndpointPolls {
  /** For the pods of one endpoint together: two of each of its ten pods during a change. */
  static final int MAX_OF_ENDPOINT = 20;

  private static final int MAX_POLLS = 256;

  /** Further runs are in the next response. A client reads 1 MiB, and a run can have 200 KiB. */
  private static final int MAX_BYTES = 512 * 1024;

  /** Reads of runs for each second, for each instance. */
  private static final Rate SHARE = new Rate(20, 100);

  /** For all instances together, above their shares. */
  private static final Rate REST = new Rate(50, 100);

  private final FollowedRuns followed;
  private final BiFunction<EndpointPod, String, RunSnapshot> reader;
  private final MeterRegistry metrics;
  private final PeerRateLimit reads;
  private final Semaphore polls = new Semaphore(MAX_POLLS);
  private final Map<String, Integer> ofEndpoints = new HashMap<>();

  @Inject
  EndpointPolls(FollowedRuns followed, RunSnapshotReader reader, MeterRegistry metrics) {
    this(followed, reader::read, metrics, System::nanoTime);
  }

  /**
   * Creates polls.
   *
   * @param reader reads a run of an endpoint by its name
   * @param nanos time that limits the reads
   */
  EndpointPolls(
      FollowedRuns followed,
      BiFunction<EndpointPod, String, RunSnapshot> reader,
      MeterRegistry metrics,
      LongSupplier nanos) {
    this.followed = followed;
    this.reader = reader;
    this.metrics = metrics;
    this.reads = new PeerRateLimit(SHARE, REST, nanos);
  }

  /**
   * State of a run that an endpoint knows already.
   *
   * @param after number of the last entry
   * @param state last state, or an empty text
   */
  record Known(String name, long after, String state) {}

  /** Returns the changes of runs, and waits for them. Empty after the time. */
  ArrayNode await(EndpointPod endpoint, List<Known> runs, Duration time)
      throws InterruptedException {
    begin(endpoint);
    Semaphore signal = new Semaphore(0);
    Map<String, FollowedRun> byName =
        followed.follow(endpoint.namespace(), runs.stream().map(Known::name).toList());
    Map<Known, FollowedRun> waitsFor = new LinkedHashMap<>();
    runs.forEach(run -> waitsFor.put(run, byName.get(run.name())));
    try {
      waitsFor.values().forEach(run -> run.add(signal));
      long end = System.nanoTime() + time.toNanos();
      while (true) {
        ArrayNode changes = changes(endpoint, waitsFor);
        long left = end - System.nanoTime();
        if (!changes.isEmpty() || left <= 0) {
          return changes;
        }
        var unused =
            signal.tryAcquire(Math.min(left, FollowedRun.MAX_AGE_NANOS), TimeUnit.NANOSECONDS);
        signal.drainPermits();
      }
    } finally {
      waitsFor.values().forEach(run -> run.remove(signal));
      end(endpoint);
    }
  }

  private ArrayNode changes(EndpointPod endpoint, Map<Known, FollowedRun> waitsFor) {
    ArrayNode changes = JsonNodeFactory.instance.arrayNode();
    long room = MAX_BYTES;
    for (var run : changedFirst(waitsFor)) {
      Known known = run.getKey();
      Optional<RunSnapshot> latest =
          run.getValue()
              .latest(
                  () -> reads.tryAcquire(endpoint.instanceUID()),
                  () -> reader.apply(endpoint, known.name()))
              .filter(snapshot -> isNew(snapshot, known));
      if (latest.isPresent() && (changes.isEmpty() || latest.get().size() <= room)) {
        room -= write(latest.get(), known, room, changes.addObject());
      }
    }
    return changes;
  }

  /** Reads of runs that are only old must not delay those that have changed. */
  private static List<Map.Entry<Known, FollowedRun>> changedFirst(
      Map<Known, FollowedRun> waitsFor) {
    return waitsFor.entrySet().stream()
        .sorted(Comparator.comparing(run -> !run.getValue().hasChanged()))
        .toList();
  }

  private static boolean isNew(RunSnapshot latest, Known known) {
    return latest.log().last() > known.after() || !latest.state().equals(known.state());
  }

  /** Writes the changes of one run. Returns their approximate size. */
  private static long write(RunSnapshot latest, Known known, long room, ObjectNode json) {
    json.put(EndpointContract.NAME, known.name());
    latest.write(json);
    json.put(EndpointContract.LAST, latest.log().last());
    ArrayNode entries = json.putArray(EndpointContract.ENTRIES);
    long bytes = latest.size();
    boolean more = false;
    for (LogEntry entry : latest.log().entries()) {
      if (entry.seq() <= known.after()) {
        continue;
      }
      long size = StoredLog.size(entry);
      more = bytes + size > room;
      if (more) {
        break;
      }
      bytes += size;
      entries.add(entry.toJson());
    }
    json.put(EndpointContract.MORE, more);
    return bytes;
  }

  private void begin(EndpointPod endpoint) {
    synchronized (ofEndpoints) {
      if (ofEndpoints.getOrDefault(endpoint.instanceUID(), 0) >= MAX_OF_ENDPOINT) {
        throw shed(ErrorCode.TOO_MANY_REQUESTS, "this endpoint has too many open polls");
      }
      if (!polls.tryAcquire()) {
        throw shed(ErrorCode.UNAVAILABLE, "the gateway has too many open polls at present");
      }
      ofEndpoints.merge(endpoint.instanceUID(), 1, Integer::sum);
    }
  }

  private void end(EndpointPod endpoint) {
    synchronized (ofEndpoints) {
      ofEndpoints.computeIfPresent(
          endpoint.instanceUID(), (uid, open) -> open == 1 ? null : open - 1);
    }
    polls.release();
  }

  private GatewayException shed(ErrorCode code, String message) {
    ShedReason.ENDPOINT_REQUESTS.count(metrics);
    return new GatewayException(code, message);
  }
}

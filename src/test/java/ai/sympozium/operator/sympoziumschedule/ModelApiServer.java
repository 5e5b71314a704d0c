package ai.sympozium.operator.sympoziumschedule;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.ConcurrencyPolicy;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleProgress;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API server with one schedule and its runs, and the run controller: a run begins when the
 * status of the schedule shows that it is created.
 */
final class ModelApiServer {
  static final ResourceID ID = new ResourceID("bot", "n");
  static final String UID = "0f8fad5b-d9cb-469f-a165-70867728950e";

  /** Beginning of the names of all runs. */
  static final String PREFIX = "bot-0f8fad5b-";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Time from the deletion of an active run to the revocation of its permissions. */
  private static final Duration DELETION = Duration.ofSeconds(5);

  private static final int MAX_RUNS = 20;

  /** Largest string of the schema. */
  private static final int MAX_NAME = 253;

  private static final int UNPROCESSABLE_ENTITY = 422;

  private final InstantSource clock;
  private final SympoziumSchedule schedule = new SympoziumSchedule();
  private final Map<String, AgentRun> runs = new LinkedHashMap<>();

  /** The active runs. */
  private final Map<String, Instant> ends = new HashMap<>();

  private final Set<String> deleted = new HashSet<>();
  private final Set<String> messages = new HashSet<>();
  private final List<String> log = new ArrayList<>();
  private final Set<String> attempts = new HashSet<>();
  private long version = 1;
  private boolean rejecting;

  ModelApiServer(InstantSource clock, SympoziumScheduleSpec spec) {
    this.clock = clock;
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withName(ID.getName())
            .withNamespace(ID.getNamespace().orElseThrow())
            .withUid(UID)
            .withGeneration(1L)
            .withResourceVersion("1")
            .withCreationTimestamp(clock.instant().toString())
            .build());
    schedule.setSpec(spec);
  }

  /** Answers a call of a proxy. */
  private interface Calls {
    @Nullable Object answer(String method, List<Object> arguments);
  }

  /**
   * Returns a client of an operator.
   *
   * @param step runs before and after each request
   */
  KubernetesClient client(Runnable step) {
    return proxy(
        KubernetesClient.class,
        (method, arguments) ->
            switch (method) {
              case "resources" -> operation(arguments.getFirst().equals(AgentRun.class), step);
              case "resource" -> {
                HasMetadata item = (HasMetadata) arguments.getFirst();
                yield resource(item instanceof AgentRun, item.getMetadata().getName(), item, step);
              }
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private Object operation(boolean ofRuns, Runnable step) {
    return proxy(
        MixedOperation.class,
        (method, arguments) ->
            switch (method) {
              case "inNamespace" -> operation(ofRuns, step);
              case "withName" -> resource(ofRuns, (String) arguments.getFirst(), null, step);
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private Object resource(boolean ofRuns, String name, @Nullable HasMetadata item, Runnable step) {
    return proxy(
        NamespaceableResource.class,
        (method, arguments) ->
            switch (method) {
              case "lockResourceVersion", "subresource" -> resource(ofRuns, name, item, step);
              case "get" -> request(step, () -> get(ofRuns, name)).orElse(null);
              case "create" -> request(step, () -> create(Objects.requireNonNull(item)));
              case "delete" -> request(step, () -> delete((AgentRun) Objects.requireNonNull(item)));
              case "patch" -> request(step, () -> patch((String) arguments.getLast()));
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private static <T> T request(Runnable step, Supplier<T> action) {
    step.run();
    T result = action.get();
    step.run();
    return result;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                calls.answer(
                    method.getName(), arguments == null ? List.of() : List.of(arguments))));
  }

  private HasMetadata create(HasMetadata item) {
    if (item instanceof AgentRun run) {
      return create(run);
    }
    if (!messages.add(item.getMetadata().getName())) {
      throw new KubernetesClientException("The message exists.", HTTP_CONFLICT, null);
    }
    return item;
  }

  private AgentRun create(AgentRun run) {
    String name = run.getMetadata().getName();
    attempts.add(name);
    if (rejecting) {
      throw new KubernetesClientException("The quota is exceeded.", HTTP_FORBIDDEN, null);
    }
    if (runs.containsKey(name)) {
      throw new KubernetesClientException("The run exists.", HTTP_CONFLICT, null);
    }
    AgentRun created = copy(run);
    created.getMetadata().setCreationTimestamp(clock.instant().toString());
    changed(created);
    runs.put(name, created);
    beginRuns();
    return copy(created);
  }

  private List<Object> delete(AgentRun run) {
    String name = run.getMetadata().getName();
    AgentRun stored = runs.get(name);
    if (stored == null) {
      return List.of();
    }
    if (!version(stored).equals(version(run))) {
      throw new KubernetesClientException("The run has changed.", HTTP_CONFLICT, null);
    }
    if (!ends.containsKey(name)) {
      boolean isFinal = stored.getStatus() != null;
      if (isFinal) {
        assertThat(status().active()).as("runs without a recorded outcome").doesNotContain(name);
      }
      runs.remove(name);
      return List.of();
    }
    assertThat(schedule.getSpec().concurrencyPolicy()).isEqualTo(ConcurrencyPolicy.REPLACE);
    deleted.add(name);
    stored.getMetadata().setDeletionTimestamp(clock.instant().toString());
    changed(stored);
    ends.computeIfPresent(name, (key, end) -> earlier(end, clock.instant().plus(DELETION)));
    return List.of();
  }

  private SympoziumSchedule patch(String text) {
    try {
      JsonNode patch = JSON.readTree(text);
      if (!patch.at("/metadata/resourceVersion").asText().equals(version(schedule))) {
        throw new KubernetesClientException("The schedule has changed.", HTTP_CONFLICT, null);
      }
      ObjectNode status = JSON.valueToTree(status());
      for (Map.Entry<String, JsonNode> field : patch.path("status").properties()) {
        if (field.getValue().isNull()) {
          status.remove(field.getKey());
        } else {
          status.set(field.getKey(), field.getValue());
        }
      }
      if (status.path("lastRunNow").asText().length() > MAX_NAME) {
        throw new KubernetesClientException("The status is invalid.", UNPROCESSABLE_ENTITY, null);
      }
      SympoziumScheduleStatus written = JSON.treeToValue(status, SympoziumScheduleStatus.class);
      assertThatOutcomesAreRecorded(written);
      schedule.setStatus(written);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
    changed(schedule);
    beginRuns();
    return read();
  }

  /** A final run that the status does not name as active any more has its outcome and message. */
  private void assertThatOutcomesAreRecorded(SympoziumScheduleStatus written) {
    for (String name : status().active()) {
      AgentRun run = runs.get(name);
      if (run != null
          && !written.active().contains(name)
          && ScheduleHistory.status(run).phase() == AgentRunPhase.SUCCEEDED) {
        assertThat(written.lastOutcome()).isEqualTo(AgentRunPhase.SUCCEEDED);
        if (schedule.getSpec().notification() != null) {
          assertThat(messages).contains(name + "-outcome");
        }
      }
    }
  }

  /** Begins the runs that the status shows as created, see {@link ScheduledRunGate}. */
  private void beginRuns() {
    for (String name : ScheduleProgress.createdRuns(schedule)) {
      AgentRun run = runs.get(name);
      if (run != null && run.getStatus() == null) {
        Instant now = clock.instant();
        assertThatRunIsOf(schedule.getSpec(), run);
        run.setStatus(
            AgentRunStatus.empty().toBuilder()
                .phase(AgentRunPhase.RUNNING)
                .startedAt(now.toString())
                .build());
        changed(run);
        ends.put(name, now.plus(duration(name)));
        log.add(now + " " + name);
      }
    }
  }

  private static void assertThatRunIsOf(SympoziumScheduleSpec spec, AgentRun run) {
    assertThat(run.getSpec().instanceRef()).isEqualTo(spec.instanceRef());
    assertThat(run.getSpec().task()).isEqualTo(spec.task());
    assertThat(run.getSpec().timeout()).isEqualTo(spec.timeout());
    assertThat(run.getSpec().ttlSecondsAfterFinished()).isEqualTo(spec.ttlSecondsAfterFinished());
    assertThat(run.getMetadata().getLabels())
        .containsEntry(SympoziumLabels.LABEL_SCHEDULE_TYPE, spec.type().label());
  }

  /** Most runs are short. Others are still active at the next times. */
  private static Duration duration(String run) {
    SplittableRandom random = new SplittableRandom(run.hashCode());
    return switch (random.nextInt(50)) {
      case 0, 1 -> Duration.ofSeconds(random.nextInt(3 * 3600));
      case 2, 3, 4, 5 -> Duration.ofMinutes(1 + random.nextInt(25));
      default -> Duration.ofSeconds(5 + random.nextInt(100));
    };
  }

  /** Completes the runs whose time has come. Returns whether there were any. */
  boolean completeRuns() {
    Instant now = clock.instant();
    List<String> completed =
        ends.entrySet().stream()
            .filter(run -> !run.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .toList();
    completed.forEach(this::complete);
    Iterator<Map.Entry<String, AgentRun>> oldest = runs.entrySet().iterator();
    while (runs.size() > MAX_RUNS && oldest.hasNext()) {
      Map.Entry<String, AgentRun> run = oldest.next();
      if (run.getValue().getStatus() != null && !isActive(run.getKey())) {
        oldest.remove();
      }
    }
    return !completed.isEmpty();
  }

  /** A completed run becomes final, or a user deletes it. */
  private void complete(String name) {
    ends.remove(name);
    AgentRun run = Objects.requireNonNull(runs.get(name));
    if (run.isMarkedForDeletion() || name.hashCode() % 4 == 0) {
      runs.remove(name);
    } else {
      run.setStatus(
          run.getStatus().toBuilder()
              .phase(AgentRunPhase.SUCCEEDED)
              .completedAt(clock.instant().toString())
              .build());
      changed(run);
    }
  }

  /** A user deletes the runs that have not begun. */
  void deleteWaitingRuns() {
    runs.values().removeIf(run -> run.getStatus() == null);
  }

  void edit(SympoziumScheduleSpec spec) {
    schedule.setSpec(spec);
    schedule.getMetadata().setGeneration(schedule.getMetadata().getGeneration() + 1);
    changed(schedule);
  }

  /** A user requests a run. */
  void request(String value) {
    schedule.getMetadata().setAnnotations(Map.of(SympoziumLabels.ANNOTATION_RUN_NOW, value));
    changed(schedule);
  }

  void reject(boolean reject) {
    rejecting = reject;
  }

  boolean isRejecting() {
    return rejecting;
  }

  SympoziumSchedule read() {
    SympoziumSchedule copy = new SympoziumSchedule();
    copy.setMetadata(new ObjectMetaBuilder(schedule.getMetadata()).build());
    copy.setSpec(schedule.getSpec());
    copy.setStatus(schedule.getStatus());
    return copy;
  }

  SympoziumScheduleStatus status() {
    return Objects.requireNonNullElseGet(schedule.getStatus(), SympoziumScheduleStatus::empty);
  }

  /** Returns the runs by their names. */
  Map<String, AgentRun> runs() {
    return runs;
  }

  boolean isActive(String run) {
    return ends.containsKey(run);
  }

  /** Returns when the first active run completes. */
  Optional<Instant> nextEnd() {
    return ends.values().stream().min(Instant::compareTo);
  }

  /** Returns the active runs that operators have deleted. */
  Set<String> deleted() {
    return deleted;
  }

  /** Returns the runs that have begun, each with the instant. */
  List<String> log() {
    return log;
  }

  /** Returns the runs whose creation was requested since the last {@link #forgetAttempts}. */
  Set<String> attempts() {
    return attempts;
  }

  void forgetAttempts() {
    attempts.clear();
  }

  /** Returns a number that changes with each write. */
  long version() {
    return version;
  }

  private Optional<HasMetadata> get(boolean ofRuns, String name) {
    return ofRuns
        ? Optional.ofNullable(runs.get(name)).map(ModelApiServer::copy)
        : Optional.of(read());
  }

  private static AgentRun copy(AgentRun run) {
    AgentRun copy = new AgentRun();
    copy.setMetadata(new ObjectMetaBuilder(run.getMetadata()).build());
    copy.setSpec(run.getSpec());
    copy.setStatus(run.getStatus());
    return copy;
  }

  private void changed(HasMetadata object) {
    version++;
    object.getMetadata().setResourceVersion(Long.toString(version));
  }

  private static String version(HasMetadata object) {
    return object.getMetadata().getResourceVersion();
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}

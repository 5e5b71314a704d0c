package ai.sympozium.endpoint.run;

import ai.sympozium.contract.LogEntry;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plays scripted events to each run, and records what is created and cancelled. */
public final class ScriptedRuns implements AgentRuns {
  /** Ends the events of a run for a reader that has closed them. */
  private static final RunEvent CLOSED = new RunEvent.Activity("closed");

  private final List<NewRun> created = new CopyOnWriteArrayList<>();
  private final List<String> cancelled = new CopyOnWriteArrayList<>();
  private final Map<String, NewRun> runs = new ConcurrentHashMap<>();
  private final Map<String, EndpointRunResult> results = new ConcurrentHashMap<>();
  private final Map<String, List<RunEvent>> history = new ConcurrentHashMap<>();
  private final Map<String, List<BlockingQueue<RunEvent>>> readers = new ConcurrentHashMap<>();
  private volatile Function<NewRun, List<RunEvent>> script = run -> List.of();
  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable RuntimeException readFailure;
  private volatile List<LogEntry> log = List.of();
  private volatile List<SkillTool> tools = List.of();

  /** Sets the events of the runs that are created from now on. */
  public ScriptedRuns play(RunEvent... events) {
    var list = List.of(events);
    script = run -> list;
    return this;
  }

  /** Sets the events of the runs that are created from now on, by the request. */
  public void playFor(Function<NewRun, List<RunEvent>> events) {
    script = events;
  }

  /** Sets the answer of the runs that are created from now on. */
  public ScriptedRuns answer(String... parts) {
    var events = answering(parts);
    script = run -> events;
    return this;
  }

  /** Returns the events of a run that answers with some parts. */
  public static List<RunEvent> answering(String... parts) {
    var events = new ArrayList<RunEvent>();
    for (var part : parts) {
      events.add(new RunEvent.Text(part));
    }
    events.add(new RunEvent.Finished(success(String.join("", parts))));
    return events;
  }

  /** Sets the log of all runs. */
  public void log(LogEntry... entries) {
    log = List.of(entries);
  }

  /** Sets the tools of skills that clients may call. */
  public void offer(SkillTool... offered) {
    tools = List.of(offered);
  }

  /** Lets reads of logs, lists and tools fail. */
  public void failReadsWith(RuntimeException e) {
    readFailure = e;
  }

  /** Lets the creation of runs fail. */
  public void failWith(RuntimeException e) {
    failure = e;
  }

  /** Adds events to the run that was created last. */
  public void emit(RunEvent... events) {
    emit(created.getLast().id(), List.of(events));
  }

  public List<NewRun> created() {
    return created;
  }

  public NewRun last() {
    return created.getLast();
  }

  public List<String> cancelled() {
    return cancelled;
  }

  public static EndpointRunResult success(String text) {
    return new EndpointRunResult(text, StopReason.STOP, new Usage(11, 7), null);
  }

  @Override
  public void create(NewRun run) {
    var problem = failure;
    if (problem != null) {
      throw problem;
    }
    var existing = runs.putIfAbsent(run.id(), run);
    if (existing != null) {
      if (!existing.request().equals(run.request())) {
        throw new RunConflictException("the key was used for another request");
      }
      return;
    }
    history.put(run.id(), new CopyOnWriteArrayList<>());
    readers.put(run.id(), new CopyOnWriteArrayList<>());
    emit(run.id(), script.apply(run));
    created.add(run);
  }

  @Override
  public synchronized RunEvents follow(String id) {
    var source = new LinkedBlockingQueue<>(events(history, id));
    events(readers, id).add(source);
    return new RunEvents() {
      private volatile boolean closed;

      @Override
      public @Nullable RunEvent next(Duration atMost) throws InterruptedException {
        if (closed) {
          return null;
        }
        var event = source.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        return event == CLOSED ? null : event;
      }

      @Override
      public void close() {
        closed = true;
        source.add(CLOSED);
      }
    };
  }

  @Override
  public Optional<StoredRun> find(String id) {
    return Optional.ofNullable(runs.get(id))
        .filter(run -> !cancelled.contains(id))
        .map(run ->
            new StoredRun(
                id,
                run.request(),
                run.context(),
                Instant.EPOCH,
                run.conversation(),
                results.get(id)));
  }

  @Override
  public Optional<LoggedRun> findWithLog(String id) {
    checkReads();
    return find(id).map(run -> new LoggedRun(run, log, 0));
  }

  /** Lists the runs in pages of two. All were created at the same time. */
  @Override
  public RunPage list(String requestPrefix, @Nullable RunPosition after) {
    checkReads();
    var rest =
        created.reversed().stream()
            .filter(run -> run.request().startsWith(requestPrefix))
            .map(run ->
                new ListedRun(
                    run.id(), run.context(), Instant.EPOCH, null, run.conversation().task()))
            .dropWhile(run -> after != null && !run.position().equals(after))
            .skip(after == null ? 0 : 1)
            .toList();
    return new RunPage(rest.stream().limit(2).toList(), rest.size() > 2);
  }

  @Override
  public List<SkillTool> tools() {
    checkReads();
    return tools;
  }

  @Override
  public void cancel(String id) {
    cancelled.add(id);
  }

  private void checkReads() {
    var problem = readFailure;
    if (problem != null) {
      throw problem;
    }
  }

  private synchronized void emit(String id, List<RunEvent> events) {
    for (var event : events) {
      if (event instanceof RunEvent.Finished finished) {
        results.put(id, finished.result());
      }
      events(history, id).add(event);
      events(readers, id).forEach(reader -> reader.add(event));
    }
  }

  private static <T> List<T> events(Map<String, List<T>> map, String id) {
    return Objects.requireNonNull(map.get(id), id);
  }
}

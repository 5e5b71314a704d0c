package ai.sympozium.endpoint.cluster;

import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.RunEvents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Events of a run, read from the gateway by one request for all runs. While the reader is slow, no
 * further entries are requested: the operator's log of the run holds them.
 */
final class FollowedRun implements RunEvents {
  private static final int MAX_WAITING_CHARS = 32 * 1024;

  /** The result of a run is reported before the last entries of its log. */
  static final Duration LAST_ENTRIES = Duration.ofSeconds(2);

  private final String name;
  private final Source source;
  private final LongSupplier nanoTime;
  private long deadline;
  private final AnswerText text = new AnswerText();
  private final Deque<RunEvent> events = new ArrayDeque<>();
  private String state = "";
  private long after;
  private int waitingChars;
  private boolean acceptingAgain;
  private boolean logComplete;

  /** Of a final run whose last entries have not arrived. */
  private @Nullable EndpointRunResult result;

  private boolean finished;
  private boolean closed;

  /** Requests the entries of runs. */
  interface Source {
    /** Requests more, now that the run can accept it. */
    void poll();

    /** Requests no more entries of a run. */
    void remove(FollowedRun run);
  }

  /**
   * Creates a run without events.
   *
   * @param atMost time after which the run has failed, whatever the gateway reports
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  FollowedRun(String name, Source source, Duration atMost, LongSupplier nanoTime) {
    this.name = name;
    this.source = source;
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + atMost.toNanos();
  }

  String name() {
    return name;
  }

  @Override
  public @Nullable RunEvent next(Duration atMost) throws InterruptedException {
    var event = await(atMost);
    if (isAcceptingAgain()) {
      source.poll();
    }
    return event;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    source.remove(this);
  }

  /** Returns whether the gateway can be asked for more. */
  synchronized boolean isAccepting() {
    return !finished && waitingChars < MAX_WAITING_CHARS;
  }

  synchronized long after() {
    return after;
  }

  /** Adds the run to a request for changes. */
  synchronized void request(ObjectNode json) {
    json.put(EndpointContract.NAME, name)
        .put(EndpointContract.AFTER, after)
        .put(EndpointContract.STATE, state);
  }

  /** Accepts changes from the gateway. Those that are known already have no effect. */
  synchronized void accept(JsonNode changes) {
    if (finished) {
      return;
    }
    for (var entry : changes.path(EndpointContract.ENTRIES)) {
      var seq = entry.path("seq").asLong();
      if (seq > after) {
        after = seq;
        accept(entry.path("kind").asText(), entry);
      }
    }
    var reported = changes.path(EndpointContract.STATE).asText(state);
    // The last entries come before the final state.
    if (!reported.equals(state) && !changes.path(EndpointContract.MORE).asBoolean()) {
      state = reported;
      stateChanged(changes);
    }
    if (result != null && logComplete) {
      finish(result);
    }
    notifyAll();
  }

  /** Finishes the events, because the run cannot be followed any more. */
  synchronized void fail(String reason) {
    finish(resultOr(EndpointRunResult.failed(StopReason.ERROR, reason)));
  }

  private void accept(String kind, JsonNode entry) {
    switch (kind) {
      case "text" ->
          addText(text.part(entry.path("offset").asLong(), entry.path("text").asText("")));
      case "model", "asked" -> text.endMessage();
      case "toolStarted" -> add(new RunEvent.Activity("tool " + description(entry)));
      case "tool" -> add(new RunEvent.Activity("tool finished " + description(entry)));
      case "finished" -> logComplete = true;
      default -> {}
    }
  }

  private void stateChanged(JsonNode changes) {
    var message = changes.path(EndpointContract.MESSAGE).asText("");
    switch (state) {
      case EndpointContract.SUCCEEDED, EndpointContract.FAILED ->
          awaitLastEntries(RunResults.read(state, message, changes.path(EndpointContract.RESULT)));
      case EndpointContract.ABSENT ->
          finish(resultOr(EndpointRunResult.failed(StopReason.CANCELLED, "The run was deleted.")));
      default -> add(new RunEvent.Activity(state + (message.isEmpty() ? "" : ": " + message)));
    }
  }

  /** A run that failed before its agent wrote anything has no entries. */
  private void awaitLastEntries(EndpointRunResult reported) {
    if (after == 0 && !reported.isSuccess()) {
      finish(reported);
    } else {
      result = reported;
      deadline = Math.min(deadline, nanoTime.getAsLong() + LAST_ENTRIES.toNanos());
    }
  }

  /** A final run can be deleted before its last entries are read. */
  private EndpointRunResult resultOr(EndpointRunResult failure) {
    return result == null ? failure : result;
  }

  private void finish(EndpointRunResult last) {
    if (!finished) {
      addText(text.finish(last));
      add(new RunEvent.Finished(last));
      finished = true;
      notifyAll();
    }
  }

  private void addText(String delta) {
    if (!delta.isEmpty()) {
      waitingChars += delta.length();
      add(new RunEvent.Text(delta));
    }
  }

  private void add(RunEvent event) {
    events.add(event);
  }

  private synchronized @Nullable RunEvent await(Duration atMost) throws InterruptedException {
    var asked = nanoTime.getAsLong() + atMost.toNanos();
    while (events.isEmpty() && !closed) {
      var left = Math.min(asked, deadline) - nanoTime.getAsLong();
      if (left <= 0) {
        if (deadline <= asked) {
          finish(
              resultOr(
                  EndpointRunResult.failed(StopReason.LIMIT, "The run did not finish in time.")));
          break;
        }
        return null;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    var event = closed ? null : events.poll();
    if (event instanceof RunEvent.Text read) {
      var accepting = isAccepting();
      waitingChars -= read.delta().length();
      acceptingAgain |= !accepting && isAccepting();
    }
    return event;
  }

  /** Returns once whether the reader has made room for more. */
  private synchronized boolean isAcceptingAgain() {
    var again = acceptingAgain;
    acceptingAgain = false;
    return again;
  }

  private static String description(JsonNode entry) {
    return entry.path("tool").asText("") + " " + entry.path("subject").asText("");
  }
}

package ai.sympozium.agent;

import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.http.Sleeper;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentInputJson;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.AgentResult.StopReason;
import ai.sympozium.contract.PodContract;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs the agent of one run from input to result. Writes a result in every case. */
final class AgentProcess {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration INTERRUPT_TIMEOUT = Duration.ofMillis(200);
  private static final long MAX_RESULT_MARGIN_MILLIS = 10_000;

  private final Map<String, String> environment;
  private final AgentPaths paths;
  private final SecretMasker masker;
  private final LogEntryWriter entries;
  private final ProgressListener log;
  private final InstantSource clock;
  private final UsageCounter usage;
  private final ModelClientFactory models;
  private final CompletableFuture<AgentResult> result = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  AgentProcess(
      Map<String, String> environment, AgentPaths paths, PrintStream out, InstantSource clock) {
    this(environment, paths, out, clock, Thread::sleep);
  }

  AgentProcess(
      Map<String, String> environment,
      AgentPaths paths,
      PrintStream out,
      InstantSource clock,
      Sleeper sleeper) {
    this.environment = environment;
    this.paths = paths;
    var headers = new HeaderSecret(paths.modelHeaders());
    this.masker =
        SecretMasker.of(
            Stream.concat(
                    Stream.of(PodContract.ENV_MODEL_KEY, PodContract.ENV_ANTHROPIC_KEY)
                        .flatMap(key -> Optional.ofNullable(environment.get(key)).stream()),
                    headers.secrets().stream())
                .toList());
    this.clock = clock;
    this.entries = new LogEntryWriter(paths.ipc(), masker, clock);
    this.log = ProgressListener.both(new ConsoleLog(out, masker), entries);
    this.usage = new UsageCounter(clock);
    this.models =
        new ModelClientFactory(
            environment, paths.replay(), paths.authorities(), headers, clock, sleeper);
  }

  /**
   * Runs the task and writes its result.
   *
   * @return exit code
   */
  int run() {
    AgentResult end;
    try {
      var outbox = Outbox.in(paths.ipc(), masker);
      end = runTask(outbox);
      outbox.finish(end);
    } catch (IOException e) {
      end = failed("the result could not be written: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    TerminationMessage.write(paths.terminationMessage(), end);
    log.finished(end);
    finished.countDown();
    return end.success() ? 0 : 1;
  }

  /** Writes a result before the task is complete, because the container is being stopped. */
  void stop() {
    result.complete(
        new AgentResult(
            null,
            "the container was stopped before the task was complete",
            usage.metrics(),
            AgentResult.STOPPED,
            null));
    try {
      finished.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private AgentResult runTask(Outbox outbox) throws InterruptedException {
    AgentInput input;
    AgentTask task;
    try {
      input = AgentInputJson.read(Files.readAllBytes(paths.input()));
      task = task(input, outbox);
    } catch (IOException e) {
      return failed("the input of the run is not usable: " + e);
    } catch (ModelException e) {
      return failed(e.getMessage());
    }
    log.started(input);
    var worker = start(task);
    try {
      var left = Duration.between(clock.instant(), deadline(input));
      return result.get(Math.max(left.toMillis(), 0), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      var seconds = input.limits().seconds();
      result.complete(
          task.failed("the limit of " + seconds + " s was reached before the task was complete")
              .withStopReason(StopReason.LIMIT));
      worker.interrupt();
      worker.join(INTERRUPT_TIMEOUT);
      return result.join();
    } catch (ExecutionException e) {
      return failed("the agent failed: " + e.getCause());
    }
  }

  private AgentTask task(AgentInput input, Outbox outbox) throws ModelException {
    var tools = new AgentTools(paths, environment, masker);
    var call = input.toolCall();
    if (call != null) {
      return new ToolCallTask(input, call, tools.of(input), outbox, log, usage, masker);
    }
    var stream = new AnswerStream(log::waiting, masker, entries::textAdded, System::nanoTime);
    return new AgentLoop(
        input,
        models.create(input, deadline(input), input.streamText() ? stream : log::waiting),
        tools.of(input),
        outbox,
        log,
        input.streamText() ? stream::completed : text -> {},
        usage,
        masker);
  }

  /** Uses a thread of its own: a model, or a file of a hostile skill, can block without end. */
  private Thread start(AgentTask task) {
    return Thread.ofPlatform()
        .daemon()
        .name("agent")
        .start(() -> {
          try {
            result.complete(task.run());
          } catch (Throwable e) {
            // A run must finish with a result, also after an error of the JVM.
            result.complete(task.failed("the agent failed: " + e));
          }
        });
  }

  /** Returns a time shortly before the pod's own deadline, so that the result is still reported. */
  private Instant deadline(AgentInput input) {
    var limit = Duration.ofSeconds(input.limits().seconds());
    var margin = Duration.ofMillis(Math.min(MAX_RESULT_MARGIN_MILLIS, limit.toMillis() / 10));
    return podStart(limit).plus(limit).minus(margin);
  }

  /**
   * Returns when the timeout began: the creation of the pod. A node can need minutes of it to
   * schedule the pod and to pull images. The clock of the operator can differ from that of the
   * node, so a time that leaves nothing to do is ignored.
   */
  private Instant podStart(Duration limit) {
    var now = clock.instant();
    return Stream.of(createdAt(), inputWrittenAt())
        .flatMap(Optional::stream)
        .filter(start -> !start.isAfter(now) && start.plus(limit).isAfter(now))
        .findFirst()
        .orElse(now);
  }

  private Optional<Instant> createdAt() {
    try {
      return Optional.ofNullable(environment.get(PodContract.ENV_CREATED_AT)).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The kubelet writes the input before it pulls images. */
  private Optional<Instant> inputWrittenAt() {
    try {
      return Optional.of(Files.getLastModifiedTime(paths.input()).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private AgentResult failed(String error) {
    return new AgentResult(null, masker.mask(error), usage.metrics());
  }
}

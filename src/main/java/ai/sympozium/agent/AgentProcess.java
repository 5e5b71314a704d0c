package ai.sympozium.agent;

import ai.sympozium.agent.model.ModelClient;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.OpenAiModelClient;
import ai.sympozium.agent.model.ReplayModelClient;
import ai.sympozium.agent.tool.ConfinedFileSystem;
import ai.sympozium.agent.tool.ExecuteCommandTool;
import ai.sympozium.agent.tool.ListDirectoryTool;
import ai.sympozium.agent.tool.ReadFileTool;
import ai.sympozium.agent.tool.SkillExecutorClient;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.agent.tool.WriteFileTool;
import ai.sympozium.ipc.AgentResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of an agent, from its input to its result, which comes whatever happens. */
final class AgentProcess {
  private static final Duration LONGEST_START_OF_SKILL = Duration.ofSeconds(60);
  private static final Duration LONGEST_SILENCE_OF_SKILL = Duration.ofSeconds(30);
  private static final Duration TO_FINISH = Duration.ofSeconds(5);
  private static final Duration TO_STOP = Duration.ofMillis(200);

  private final Map<String, String> environment;
  private final AgentPaths paths;
  private final ConsoleLog log;
  private final InstantSource clock;
  private final UsageCounter tally;
  private final CompletableFuture<AgentResult> end = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  AgentProcess(
      Map<String, String> environment, AgentPaths paths, PrintStream out, InstantSource clock) {
    this.environment = environment;
    this.paths = paths;
    this.log = new ConsoleLog(out);
    this.clock = clock;
    this.tally = new UsageCounter(clock);
  }

  /** Does the run's task and puts out its result; gives the exit code. */
  int work() {
    AgentResult result;
    try {
      var outbox = Outbox.in(paths.ipc());
      result = result(outbox);
      outbox.finish(result);
    } catch (IOException e) {
      result = failed("the result could not be put out: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    TerminationMessage.leave(paths.lastWords(), result);
    log.ended(result);
    finished.countDown();
    return result.success() ? 0 : 1;
  }

  /** Puts out a result although the run is not over, as the container is being ended. */
  void endFromOutside() {
    end.complete(failed("the run was ended from outside before the task was done"));
    try {
      finished.await(TO_FINISH.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private AgentResult result(Outbox outbox) throws InterruptedException {
    AgentInput input;
    ModelClient model;
    try {
      input = AgentInput.read(paths.input());
      model = model(input);
    } catch (IOException | InvalidPathException e) {
      return failed("the run's input cannot be used: " + e);
    } catch (ModelException e) {
      return failed(e.getMessage());
    }
    log.started(input);
    var loop = new AgentLoop(input, model, tools(input), outbox, log, tally);
    // On a thread of its own, as neither a model nor a file of a hostile skill can be kept from
    // blocking.
    var worker =
        Thread.ofPlatform()
            .daemon()
            .name("agent")
            .start(() -> {
              try {
                end.complete(loop.run());
              } catch (Throwable e) {
                // Whatever it was, the run must end with a result.
                end.complete(loop.failed("the agent has failed: " + e));
              }
            });
    try {
      var left = Duration.between(clock.instant(), deadline(input));
      return end.get(Math.max(left.toMillis(), 0), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      end.complete(
          loop.failed(
              "the limit of "
                  + input.limits().seconds()
                  + " s was reached before the task was done"));
      worker.interrupt();
      worker.join(TO_STOP);
      return end.join();
    } catch (ExecutionException e) {
      return failed("the agent has failed: " + e.getCause());
    }
  }

  /** A little before the pod's own deadline, so that the result still gets out. */
  private Instant deadline(AgentInput input) {
    var limit = Duration.ofSeconds(input.limits().seconds());
    var margin = Duration.ofMillis(Math.min(10_000, limit.toMillis() / 10));
    return started(limit).plus(limit).minus(margin);
  }

  /**
   * When the pod started: the kubelet wrote the input before it pulled images, which can take
   * minutes of the pod's time.
   */
  private Instant started(Duration limit) {
    var now = clock.instant();
    try {
      var written = Files.getLastModifiedTime(paths.input()).toInstant();
      return written.isAfter(now) || written.plus(limit).isBefore(now) ? now : written;
    } catch (IOException e) {
      return now;
    }
  }

  private ModelClient model(AgentInput input) throws ModelException {
    return switch (input.model().provider()) {
      case "openai" ->
          OpenAiModelClient.of(
              input.model().baseURL(), input.model().model(), environment.get("OPENAI_API_KEY"));
      case "replay" -> ReplayModelClient.of(paths.replay());
      default ->
          throw new ModelException(
              "there is no model provider " + input.model().provider() + "; use openai or replay");
    };
  }

  private List<Tool> tools(AgentInput input) {
    var executors = new ArrayList<SkillExecutorClient>();
    for (var skill : input.skills()) {
      if (skill.executor()) {
        executors.add(
            new SkillExecutorClient(
                skill.name(),
                paths.ipc().resolve(skill.name()),
                LONGEST_START_OF_SKILL,
                LONGEST_SILENCE_OF_SKILL));
      }
    }
    var tools = new ArrayList<Tool>();
    if (!executors.isEmpty()) {
      tools.add(new ExecuteCommandTool(executors));
    }
    var roots = new ConfinedFileSystem(paths.workspace(), paths.scratch(), paths.skills());
    tools.add(new ReadFileTool(roots));
    tools.add(new WriteFileTool(roots));
    tools.add(new ListDirectoryTool(roots));
    return tools;
  }

  private AgentResult failed(String error) {
    return new AgentResult(null, error, tally.metrics());
  }
}

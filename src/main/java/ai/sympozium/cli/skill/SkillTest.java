package ai.sympozium.cli.skill;

import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.skill.CommandResult.Outcome;
import ai.sympozium.cli.transcript.TranscriptMessage;
import ai.sympozium.cli.usage.ResourceAliases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tests the documented commands of a pack. */
public final class SkillTest {
  private static final int MAX_COMMANDS = 900;
  private static final String STATIC_NAMESPACE = "skill-test";

  private final Cluster cluster;
  private final SkillPack pack;
  private final SkillTestSettings settings;
  private final Consumer<String> progress;

  private SkillTest(
      Cluster cluster, SkillPack pack, SkillTestSettings settings, Consumer<String> progress) {
    this.cluster = cluster;
    this.pack = pack;
    this.settings = settings;
    this.progress = progress;
  }

  /** Checks a pack without a cluster. */
  public static SkillTestResult check(SkillPack pack, Map<String, String> values) {
    return StaticCheck.of(pack, Placeholders.of(values), new ShellSyntax(), STATIC_NAMESPACE, null);
  }

  /**
   * Checks a pack, and executes its commands in the namespace of the connection. Deletes the
   * objects of the test, also when it fails or the program is interrupted.
   *
   * @param progress gets a line for each step
   */
  public static SkillTestResult run(
      Cluster cluster, SkillPack pack, SkillTestSettings settings, Consumer<String> progress) {
    if (pack.getSpec().sidecar() == null) {
      SkillTestResult checked = check(pack, settings.values());
      return withNotes(
          checked, List.of("the pack has no container, so its commands were not executed"));
    }
    ScratchNamespace.require(cluster);
    settings.setup().forEach(manifest -> SetupManifests.require(cluster, manifest));
    return new SkillTest(cluster, pack, settings, progress).run();
  }

  private SkillTestResult run() {
    String name = pack.getMetadata().getName();
    TestObjects objects = new TestObjects(cluster, name);
    Thread interrupted = new Thread(objects::close);
    Runtime.getRuntime().addShutdownHook(interrupted);
    List<String> notes = new ArrayList<>();
    SkillTestResult result;
    try (objects) {
      result = run(objects, notes);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    notes.addAll(objects.failures());
    return withNotes(result, notes);
  }

  private SkillTestResult run(TestObjects objects, List<String> notes) {
    String name = pack.getMetadata().getName();
    String image = StaticCheck.sidecar(pack).image();
    progress.accept("creating objects in " + cluster.namespace());
    settings.setup().forEach(objects::create);
    TestFixture fixture = TestFixture.create(cluster, objects, name, image);
    notes.addAll(fixture.notes());
    FixtureMetrics metrics = new FixtureMetrics(cluster, StaticCheck.sidecar(pack), fixture.node());
    Optional<String> missingMetrics = metrics.await();
    missingMetrics.ifPresent(notes::add);
    if (settings.create()) {
      objects.create(TestRun.manifest(pack));
    }
    SkillTestResult checked =
        StaticCheck.of(
            pack,
            Placeholders.of(settings.values())
                .with(cluster.namespace(), fixture.pod(), fixture.node(), image),
            new ShellSyntax(),
            cluster.namespace(),
            ResourceAliases.discover(cluster));
    List<CommandResult> executable =
        checked.commands().stream().filter(c -> c.outcome() != Outcome.NO_VALUE).toList();
    if (executable.size() > MAX_COMMANDS) {
      throw new CommandException(
          ExitCode.USAGE,
          "the documents have "
              + executable.size()
              + " commands, and a test executes at most "
              + MAX_COMMANDS
              + ". Split the pack.");
    }
    progress.accept("executing " + executable.size() + " commands");
    List<String> commands = executable.stream().map(CommandResult::tested).toList();
    TestRun.Report report = execute(TestRun.NAME, objects, commands);
    if (report.error().isPresent() && report.results().isEmpty()) {
      throw new CommandException(
          ExitCode.REFUSED, "the run of the test failed: " + report.error().get());
    }
    report.error().ifPresent(error -> notes.add("the run of the test failed: " + error));
    Repetition repetition =
        new Repetition(
            repeated -> execute(TestRun.REPETITION, objects, repeated),
            () -> missingMetrics.isEmpty() && metrics.await().isEmpty(),
            progress);
    Map<Integer, TranscriptMessage> reported = repetition.of(commands, report.results());
    notes.addAll(repetition.notes());
    return new SkillTestResult(
        name,
        cluster.namespace(),
        results(checked.commands(), reported),
        checked.permissions(),
        checked.notes());
  }

  private TestRun.Report execute(String run, TestObjects objects, List<String> commands) {
    String name = pack.getMetadata().getName();
    return new TestRun(run, cluster, objects, name, settings).execute(commands);
  }

  private static List<CommandResult> results(
      List<CommandResult> checked, Map<Integer, TranscriptMessage> reported) {
    List<CommandResult> results = new ArrayList<>();
    int index = 0;
    for (CommandResult command : checked) {
      if (command.outcome() == Outcome.NO_VALUE) {
        results.add(command);
        continue;
      }
      TranscriptMessage message = reported.get(index++);
      results.add(
          message == null
              ? command.with(Outcome.NOT_RUN, null, null, "the run finished before this command")
              : ExecutedResult.of(command, message));
    }
    return results;
  }

  private static SkillTestResult withNotes(SkillTestResult result, List<String> more) {
    List<String> notes = new ArrayList<>(result.notes());
    notes.addAll(more);
    return new SkillTestResult(
        result.pack(), result.namespace(), result.commands(), result.permissions(), notes);
  }
}

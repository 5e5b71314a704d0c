package ai.sympozium.cli.tui;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.tui.Row.Grant;
import ai.sympozium.cli.tui.Row.InstanceRow;
import ai.sympozium.cli.tui.Row.PackRow;
import ai.sympozium.cli.tui.Row.RunRow;
import ai.sympozium.cli.tui.Row.ScheduleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Passes keys to the model, collects effects and draws the state. */
final class TuiDriver {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final List<Effect> effects = new ArrayList<>();
  private TuiState state;

  TuiDriver(int width, int height) {
    state = TuiState.start(width, height, NOW, "dev", "demo");
  }

  /** Returns a driver on 80 columns and 24 lines with some objects. */
  static TuiDriver withData() {
    return new TuiDriver(80, 24).input(new Input.Changed(data()));
  }

  /** Returns a driver like {@link #withData} whose pack has the permissions of a built-in one. */
  static TuiDriver withPack(String name) throws IOException {
    SkillPack pack =
        Manifests.parse(Files.readString(Path.of("skillpacks/" + name + ".yaml")), SkillPack.class);
    ClusterView data = data();
    List<PackRow> packs =
        packs().stream().map(row -> row.name().equals(name) ? RowReader.pack(pack) : row).toList();
    return new TuiDriver(80, 24)
        .input(
            new Input.Changed(
                new ClusterView(
                    data.instances(), data.runs(), Listing.of(packs), data.schedules())));
  }

  static ClusterView data() {
    return new ClusterView(
        Listing.of(
            List.of(
                instance("reviewer", List.of("code-review"), "True", "", 0, 3),
                instance(
                    "sre-bot",
                    List.of("k8s-ops", "llmfit"),
                    "False",
                    "spec.skills[1]: SkillPack \"llmfit\" not found in namespace demo",
                    1,
                    12))),
        Listing.of(
            List.of(
                run("sre-bot-7f3c", "sre-bot", "Running", true, 95),
                run("sre-bot-demo", "sre-bot", "Succeeded", false, 300))),
        Listing.of(packs()),
        Listing.of(
            List.of(
                new ScheduleRow(
                    "demo",
                    "nightly",
                    "sre-bot",
                    "0 2 * * *",
                    "Europe/Berlin",
                    NOW.plus(Duration.ofHours(7)),
                    NOW.minus(Duration.ofHours(17)),
                    "Succeeded",
                    false,
                    "sre-bot-demo"))));
  }

  static List<PackRow> packs() {
    return List.of(
        new PackRow(
            "sympozium-system", "code-review", "Development", List.of(), List.of(), "True", NOW),
        new PackRow(
            "sympozium-system",
            "k8s-ops",
            "Kubernetes",
            List.of(
                rule("", "get list watch", "pods", "services"),
                rule("apps", "get list patch", "deployments")),
            List.of(rule("", "get list", "nodes")),
            "True",
            NOW),
        new PackRow(
            "sympozium-system",
            "sre-observability",
            "SRE",
            List.of(),
            List.of(rule("metrics.k8s.io", "get list", "pods", "nodes")),
            "True",
            NOW));
  }

  static RunRow run(String name, String instance, String phase, boolean active, long seconds) {
    Instant created = NOW.minusSeconds(seconds);
    return new RunRow(
        "demo",
        name,
        instance,
        phase,
        active,
        "k8s-ops",
        active ? "-" : "2",
        active ? "-" : "1843",
        active ? "-" : "27ms",
        active
            ? List.of(new Grant(name, "k8s-ops", "sympozium-run-7f3c-k8s-ops", created))
            : List.of(),
        created);
  }

  /** Returns a cluster with many runs, the newest first. */
  static ClusterView manyRuns(int count) {
    ClusterView data = data();
    return new ClusterView(
        data.instances(),
        Listing.of(
            IntStream.range(0, count)
                .mapToObj(i -> run("run-%04d".formatted(i), "sre-bot", "Succeeded", false, i))
                .toList()),
        data.packs(),
        data.schedules());
  }

  private static InstanceRow instance(
      String name, List<String> skills, String ready, String problem, long active, long total) {
    return new InstanceRow(
        "demo",
        name,
        "gpt-oss-120b",
        skills,
        ready,
        problem,
        active,
        total,
        NOW.minus(Duration.ofDays(3)));
  }

  private static PolicyRule rule(String group, String verbs, String... resources) {
    return new PolicyRule(
        List.of(group), List.of(resources), List.of(verbs.split(" ", -1)), List.of());
  }

  TuiDriver input(Input input) {
    Step step = TuiModel.update(state, input);
    state = step.state();
    effects.addAll(step.effects());
    return this;
  }

  TuiDriver keys(String characters) {
    characters.chars().forEach(c -> key(Key.of(c)));
    return this;
  }

  TuiDriver key(Key key) {
    return input(new Input.Pressed(key));
  }

  TuiState state() {
    return state;
  }

  List<Effect> effects() {
    return effects;
  }

  String screen() {
    return Screen.lines(state).stream()
        .map(line -> line.toString().stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}

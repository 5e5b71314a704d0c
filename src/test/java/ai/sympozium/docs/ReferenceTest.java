package ai.sympozium.docs;

import static ai.sympozium.docs.MarkdownTable.code;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.PackReadyReason;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.channel.ChannelReason;
import ai.sympozium.operator.endpoint.EndpointReason;
import ai.sympozium.operator.http.ShedReason;
import ai.sympozium.operator.sympoziuminstance.InstanceReason;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleReason;
import ai.sympozium.rbac.DangerousPermission;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Command;

/**
 * Checks docs/reference against the code. {@code -Dgolden.update=true} writes the generated parts,
 * which stand between two comments.
 */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("docs/reference");
  private static final Pattern GENERATED =
      Pattern.compile("(?s)(<!-- generated: ([\\w.-]+) -->\n).*?(<!-- end -->)");

  private static final Map<String, Supplier<String>> GENERATORS =
      new TreeMap<>(
          Map.of(
              "kinds", KindsReference::generate,
              "chart-values", ChartValuesReference::generate,
              "dangerous-permissions", ReferenceTest::dangerousPermissions,
              "workload-fields", WorkloadFieldsReference::generate,
              "pack-commands", PackCommandsReference::generate,
              "kubectl-exit-codes", ReferenceTest::kubectlExitCodes,
              "explain", () -> JsonReference.generate("ai.sympozium.cli.explain.Explanation"),
              "report", () -> JsonReference.generate("ai.sympozium.cli.report.Report"),
              "skill-test", () -> JsonReference.generate("ai.sympozium.cli.skill.SkillTestResult"),
              "run-events", () -> JsonReference.generate("ai.sympozium.cli.run.RunEvent")));

  @TestFactory
  Stream<DynamicTest> shouldContainWhatTheCodeGenerates() {
    return TextFiles.below(REFERENCE).stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getFileName().toString(),
                () -> {
                  String expected = generate(TextFiles.read(file));
                  if (Boolean.getBoolean("golden.update")) {
                    TextFiles.write(file, expected);
                  }
                  assertThat(TextFiles.read(file)).isEqualTo(expected);
                }));
  }

  @Test
  void shouldUseEachGenerator() {
    Set<String> used = TextFiles.find(Pattern.compile("<!-- generated: ([\\w.-]+) -->"), "docs");

    assertThat(used).isEqualTo(GENERATORS.keySet());
  }

  @Test
  void shouldListEachLabelAnnotationFinalizerAndAudience() {
    Set<String> names =
        TextFiles.find(
            Pattern.compile("(?<![\\w.])sympozium\\.ai/[a-z][a-z-]*\\b(?!\\d)"),
            "src/main/java",
            "helm/sympozium/templates",
            "helm/sympozium/values.yaml",
            "skillpacks");
    for (String name : constants(SympoziumLabels.class, "/[a-z-]+")) {
      names.add(SympoziumLabels.GROUP + name);
    }

    assertThat(documented("labels.md", "sympozium\\.ai/[a-z-]+")).isEqualTo(names);
  }

  @Test
  void shouldListEachMetric() {
    Set<String> meters =
        TextFiles.find(
            Pattern.compile("\"(sympozium[._](?!ai\\b)[a-z]+(?:[._][a-z._]+)?)\""),
            "src/main/java");

    Set<String> documented = documented("metrics.md", "sympozium_\\w+");

    assertThat(meters)
        .filteredOn(meter -> documented.stream().noneMatch(name -> isOf(name, meter)))
        .as("metrics without documentation")
        .isEmpty();
    assertThat(documented)
        .filteredOn(name -> meters.stream().noneMatch(meter -> isOf(name, meter)))
        .as("documented metrics that do not exist")
        .isEmpty();
  }

  /** Prometheus adds a unit or {@code _total} to the name of a meter. */
  private static boolean isOf(String name, String meter) {
    String base = meter.replace('.', '_');
    return name.equals(base) || name.equals(base + "_total") || name.equals(base + "_seconds");
  }

  @Test
  void shouldListEachEnvironmentVariable() {
    Set<String> variables =
        TextFiles.find(
            Pattern.compile("(?:\"|name: )((?:SYMPOZIUM|SKILL|OPENAI)_[A-Z][A-Z_]*[A-Z])\\b"),
            "src/main/java",
            "helm/sympozium/templates",
            "images/sympozium/Containerfile");

    assertThat(documented("environment.md", "(?:SYMPOZIUM|SKILL|OPENAI)_[A-Z_]+"))
        .containsAll(variables);
  }

  @Test
  void shouldListVariablesThatTheChartSetsForTheOperator() {
    Set<String> set =
        TextFiles.find(
            Pattern.compile("name: (SYMPOZIUM_[A-Z_]+)"),
            "helm/sympozium/templates/deployment.yaml");

    assertThat(EnvironmentReference.variables("Operator")).isEqualTo(set);
  }

  @Test
  void shouldListVariablesOfPodsOfRuns() {
    Set<String> documented = EnvironmentReference.variables("Containers of a run");
    Set<String> set =
        TextFiles.find(
            Pattern.compile("- name: ((?:SYMPOZIUM|SKILL|OPENAI|ANTHROPIC)_[A-Z_]+|HOME|LANG)\\n"),
            "src/test/resources/golden/run-pod");

    assertThat(set)
        .contains("SYMPOZIUM_GATEWAY")
        .allMatch(name ->
            documented.contains(name)
                || documented.stream()
                    .anyMatch(prefix -> prefix.endsWith("_") && name.startsWith(prefix)));
  }

  @Test
  void shouldListEachLimitOfTheGateway() {
    String row =
        TextFiles.read(REFERENCE.resolve("metrics.md"))
            .lines()
            .filter(line -> line.contains("`sympozium_gateway_shed_total`"))
            .collect(Collectors.joining())
            .split("\\|", -1)[3];

    assertThat(Pattern.compile("`([a-z_]+)`").matcher(row).results().map(code -> code.group(1)))
        .filteredOn(code -> !code.equals("reason"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ShedReason.values())
                .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                .toList());
  }

  @Test
  void shouldListEachReasonOfConditionsAndEvents() {
    Set<String> reasons =
        Stream.of(
                Arrays.stream(ConditionReason.values()).map(ConditionReason::value),
                Arrays.stream(EventReason.values()).map(EventReason::value),
                Arrays.stream(PackReadyReason.values()).map(PackReadyReason::value),
                Arrays.stream(PlanResult.Reason.values()).map(PlanResult.Reason::value),
                Arrays.stream(ScheduleReason.values()).map(ScheduleReason::value),
                Arrays.stream(InstanceReason.values()).map(InstanceReason::value),
                Arrays.stream(EndpointReason.values()).map(EndpointReason::value))
            .flatMap(values -> values)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented("conditions.md", "[A-Z]\\w+")).containsAll(reasons);
  }

  /** The guide of channels has the reasons of messages, the reference those of instances. */
  @Test
  void shouldListEachReasonOfChannels() {
    Set<String> documented = documented("conditions.md", "[A-Z]\\w+");
    documented.addAll(documented("../channels.md", "[A-Z]\\w+"));

    assertThat(documented)
        .containsAll(Arrays.stream(ChannelReason.values()).map(ChannelReason::value).toList());
  }

  private static Set<String> constants(Class<?> type, String value) {
    String source =
        TextFiles.read(Path.of("src/main/java", type.getName().replace('.', '/') + ".java"));
    Set<String> found = new TreeSet<>();
    Pattern.compile("GROUP \\+ \"(" + value + ")\"")
        .matcher(source)
        .results()
        .forEach(match -> found.add(match.group(1)));
    return found;
  }

  private static Set<String> documented(String file, String name) {
    return TextFiles.find(
        Pattern.compile("`(" + name + ")(?:[{=/<]\\S*)?`"), REFERENCE.resolve(file).toString());
  }

  private static String generate(String text) {
    return GENERATED
        .matcher(text)
        .replaceAll(part ->
            Matcher.quoteReplacement(
                "%s\n%s\n%s".formatted(part.group(1), generated(part.group(2)), part.group(3))));
  }

  private static String generated(String name) {
    return Objects.requireNonNull(GENERATORS.get(name), name).get();
  }

  private static String dangerousPermissions() {
    MarkdownTable table = new MarkdownTable("name", "default", "effect");
    for (DangerousPermission permission : DangerousPermission.values()) {
      table.row(
          code(permission.id()),
          permission.isDeniedByDefault() ? "denied" : "allowed, reported",
          permission.risk());
    }
    return table.toString();
  }

  private static String kubectlExitCodes() {
    MarkdownTable table = new MarkdownTable("code", "meaning");
    try {
      Command command = Class.forName("ai.sympozium.cli.RootCommand").getAnnotation(Command.class);
      for (String line : command.exitCodeList()) {
        String[] parts = line.split(":", 2);
        table.row(code(parts[0]), parts[1]);
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    return table.toString();
  }
}

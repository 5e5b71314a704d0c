package ai.sympozium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.skill.CommandExtractor;
import ai.sympozium.cli.skill.DocumentedCommand;
import ai.sympozium.docs.Example.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the pages of the built-in packs with the packs. {@code PackCommandsIT} executes the
 * commands of the packs, and {@code DocumentedManifestsIT} those of users.
 */
class PackPageTest {
  private static final int MAX_LINES = 100;

  static List<PackPage> pages() {
    return PackPage.ALL;
  }

  private static Stream<SkillPack> packs(PackPage page) {
    return page.packs().stream().map(PackCommands::pack);
  }

  private static Stream<Skill> documents(PackPage page) {
    return packs(page).flatMap(pack -> pack.getSpec().skills().stream());
  }

  private static Stream<String> blocks(PackPage page, Kind kind) {
    return Example.of(page.path()).stream()
        .filter(example -> example.kind() == kind)
        .map(Example::text);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldShowOnlyCommandsThatAPackContains(PackPage page) {
    Set<String> contained = new TreeSet<>();
    packs(page)
        .forEach(pack ->
            PackCommandsReference.check(pack.getMetadata().getName())
                .commands()
                .forEach(command -> contained.add(command.command())));

    assertThat(contained)
        .containsAll(
            blocks(page, Kind.PACK_COMMANDS)
                .flatMap(text ->
                    CommandExtractor.extract("page", "```sh\n" + text + "```", Set.of()).stream())
                .map(DocumentedCommand::text)
                .map(command -> command.replaceFirst("\\s+# .*$", ""))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldShowOnlyReportsThatAPackDescribes(PackPage page) {
    String contents = String.join("\n", documents(page).map(Skill::content).toList());

    assertThat(blocks(page, Kind.REPORT)).allMatch(contents::contains);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldNameEachPackDocumentAndResource(PackPage page) {
    String text = TextFiles.read(page.path());

    assertThat(documents(page).map(Skill::name))
        .allMatch(document -> text.contains("`" + document + "`"));
    assertThat(page.packs()).allMatch(name -> text.contains("`" + name + "`"));
    assertThat(resources(page)).allMatch(resource -> text.contains("`" + resource + "`"));
  }

  /** A pack without a container has no resources. */
  private static Set<String> resources(PackPage page) {
    Set<String> resources = new TreeSet<>();
    packs(page)
        .map(pack -> pack.getSpec().sidecar())
        .flatMap(Stream::ofNullable)
        .flatMap(PackPageTest::rules)
        .forEach(resources::addAll);
    return resources;
  }

  private static Stream<List<String>> rules(SidecarSpec sidecar) {
    return Stream.concat(sidecar.rbac().stream(), sidecar.clusterRBAC().stream())
        .map(rule -> rule.resources());
  }

  /** kubectl lists events without it first, such as those of the scheduler, and tail drops them. */
  @Test
  void shouldNotSortEventsByLastTimestamp() {
    assertThat(TextFiles.find(Pattern.compile("sort-by=\\S*lastTimestamp"), "skillpacks", "docs"))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldBeShortAndLinked(PackPage page) {
    assertThat(TextFiles.read(page.path()).lines().count()).isLessThanOrEqualTo(MAX_LINES);
    assertThat(TextFiles.read(Path.of("docs/skillpacks.md")))
        .contains("(" + page.path().getFileName() + ")");
  }

  @Test
  void shouldDescribeEachPackWhoseCommandsAreExecuted() {
    assertThat(pages().stream().flatMap(page -> page.packs().stream()))
        .containsExactlyInAnyOrderElementsOf(
            PackCommands.packs().stream().filter(PackPageTest::hasDocuments).toList());
  }

  /** The pack web-endpoint has none: the operator acts on it, and no run. */
  private static boolean hasDocuments(String pack) {
    return !PackCommands.pack(pack).getSpec().skills().isEmpty();
  }
}

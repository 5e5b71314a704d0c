package ai.sympozium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.docs.Example.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that a test executes each block of the documents for users. */
class ExampleTest {
  /** {@code WritingSkillsIT} and {@code DocumentedManifestsIT} run their commands. */
  private static final Set<Path> WITH_COMMANDS =
      Stream.concat(
              Stream.of(
                      "README.md",
                      "docs/writing-skills.md",
                      "docs/writing-tools.md",
                      "docs/migration.md",
                      "docs/schedules.md",
                      "docs/skillpacks.md",
                      "docs/tui.md")
                  .map(Path::of),
              PackPage.ALL.stream().map(PackPage::path))
          .collect(Collectors.toUnmodifiableSet());

  /** {@code WebEndpointExamplesIT} and {@code DocumentedManifestsIT} execute its blocks. */
  private static final Path WEB_ENDPOINT = Path.of("docs/web-endpoint.md");

  static Stream<Path> documents() {
    return Example.DOCUMENTS.stream();
  }

  /** Documents for users, except those that a test generates. */
  static Stream<Path> allDocuments() throws IOException {
    List<Path> documents =
        new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (var files = Files.newDirectoryStream(Path.of("docs"), "*.md")) {
      files.forEach(documents::add);
    }
    return documents.stream();
  }

  @ParameterizedTest
  @MethodSource("allDocuments")
  void shouldExecuteEachDocumentUnlessItsBlocksStateTheReason(Path document) {
    if (!Example.DOCUMENTS.contains(document) && !document.equals(WEB_ENDPOINT)) {
      assertThat(Example.of(document)).allMatch(example -> example.kind() == Kind.EXCEPTION);
    }
  }

  @ParameterizedTest
  @MethodSource("allDocuments")
  void shouldNameExistingScriptOfBlocksThatTestsDoNotExecute(Path document) {
    assertThat(Example.of(document))
        .filteredOn(example -> example.note().startsWith(Example.BY))
        .allSatisfy(example ->
            assertThat(Path.of(example.note().substring(Example.BY.length())))
                .content()
                .contains(example.text()));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldContainOnlyBlocksThatAreExecuted(Path document) {
    List<Example> examples = Example.of(document);

    assertThat(examples).isNotEmpty().extracting(Example::kind).doesNotContain(Kind.UNKNOWN);
    if (!WITH_COMMANDS.contains(document)) {
      assertThat(examples).extracting(Example::kind).doesNotContain(Kind.COMMANDS);
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldStateMessageOfEachBrokenPackAndCommandsOfEachOutput(Path document) {
    Kind before = Kind.UNKNOWN;
    for (Example example : Example.of(document)) {
      Kind kind = example.kind();
      assertThat(kind == Kind.MESSAGE)
          .as("%s: a broken pack and its message belong together", example)
          .isEqualTo(before == Kind.BROKEN_PACK);
      if (kind == Kind.OUTPUT) {
        assertThat(before).as("%s", example).isEqualTo(Kind.COMMANDS);
      }
      before = kind;
    }
    assertThat(before).isNotEqualTo(Kind.BROKEN_PACK);
  }
}

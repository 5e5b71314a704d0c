package ai.sympozium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.docs.Example.Kind;
import java.nio.file.Path;
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
              Stream.of("writing-skills.md", "writing-tools.md", "schedules.md")
                  .map(Path.of("docs")::resolve),
              PackPage.ALL.stream().map(PackPage::path))
          .collect(Collectors.toUnmodifiableSet());

  static Stream<Path> documents() {
    return Example.DOCUMENTS.stream();
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

package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.docs.Example;
import ai.sympozium.integration.UserShell.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Follows the documents for authors of packs: a pack with permissions, functions of the model, and
 * an image with a loop of its own.
 */
class WritingSkillsIT {
  @RegisterExtension private final UserNamespace user = new UserNamespace("author");

  @ParameterizedTest
  @ValueSource(strings = {"docs/writing-skills.md", "docs/writing-tools.md"})
  void shouldPrintWhatTheDocumentShows(Path document) {
    UserShell shell = user.shell();
    Answer answer = new Answer(0, "");

    for (Example example : Example.of(document)) {
      switch (example.kind()) {
        case MANIFESTS -> shell.write(example.note(), example.withImagesOfCluster());
        case COMMANDS -> {
          answer = shell.run(example.text());
          assertThat(answer.exit()).as("%s: %s", example, answer.output()).isZero();
        }
        case OUTPUT -> assertThat(oneLine(answer.output())).contains(lines(example));
        default -> {
          // DocumentedManifestsIT executes the other blocks.
        }
      }
    }
  }

  private static String[] lines(Example example) {
    return example.text().lines().map(WritingSkillsIT::oneLine).toArray(String[]::new);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

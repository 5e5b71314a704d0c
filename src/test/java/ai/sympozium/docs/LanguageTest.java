package ai.sympozium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the rules of CONTRIBUTING.md for prose in documents, comments, messages and the chart. */
class LanguageTest {
  private static final List<String> CHECKED =
      List.of(
          ".ci",
          "README.md",
          "CONTRIBUTING.md",
          "CHANGELOG.md",
          "demo",
          "dev",
          "docs",
          "helm",
          "images",
          "skillpacks",
          "src");

  /** {@code -Dlanguage.roots=PATH,...} checks other paths. */
  private static final List<Path> ROOTS =
      Stream.of(System.getProperty("language.roots", String.join(",", CHECKED)).split(","))
          .map(Path::of)
          .toList();

  private static final int MAX_LINE_LENGTH = 120;
  private static final int MAX_README_LINES = 150;
  private static final int MAX_WORDS = 25;

  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])[)\"*]*\\s+");
  private static final Pattern WORD =
      Pattern.compile("\\S*[\\p{L}\\p{N}" + ProseReader.CODE + "]\\S*");

  private static final Pattern SENTENCE_START =
      Pattern.compile(
          "(?:^|[.!?]\\)?\\s|\\n\\s*\\n|\\*\\*)[\\s*(\"]*(Who|What|Whoever|Whatever|Which|That)\\b([^.?!]*[.?!]?)");
  private static final Pattern LABEL_START =
      Pattern.compile("^\\s*(who|what|whoever|whatever|which|that)\\b([^.?!]*[.?!]?)");

  @Test
  void shouldFindNoWordToAvoidInProse() {
    List<WordToAvoid> words = WordToAvoid.readAll();

    assertThat(words).hasSizeGreaterThan(30);
    assertThat(passages(ROOTS).flatMap(passage -> wordsToAvoid(words, passage))).isEmpty();
  }

  @Test
  void shouldStartNoSentenceWithRelativePronounUnlessItIsQuestion() {
    assertThat(passages(ROOTS).flatMap(LanguageTest::relativeStarts)).isEmpty();
  }

  /** Design notes are for maintainers, and the reference is generated. */
  @Test
  void shouldWriteShortSentencesInDocumentsForUsers() {
    Stream<Path> documents =
        markdown(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("docs")))
            .filter(file -> file.getNameCount() <= 2);

    assertThat(passages(documents.toList()).flatMap(LanguageTest::longSentences)).isEmpty();
  }

  @Test
  void shouldFindSentenceThatIsTooLong() {
    String words = "word ".repeat(MAX_WORDS - 1);
    String text = words + "end.\nOne " + words + "end. Short.";

    assertThat(longSentences(new Passage(Path.of("a.md"), 7, text, false)))
        .containsExactly("a.md:8: sentence of 26 words: write at most 25");
  }

  @Test
  void shouldWrapMarkdownLinesUnlessTheyAreTableCodeOrUrl() {
    assertThat(markdown(ROOTS).flatMap(LanguageTest::longLines)).isEmpty();
  }

  @Test
  void shouldKeepReadmeShort() {
    assertThat(TextFiles.read(Path.of("README.md")).lines().count())
        .isLessThanOrEqualTo(MAX_README_LINES);
  }

  private static Stream<Path> markdown(List<Path> roots) {
    return files(roots).filter(file -> file.toString().endsWith(".md"));
  }

  private static Stream<Passage> passages(List<Path> roots) {
    return files(roots).flatMap(file -> ProseReader.read(file).stream());
  }

  private static Stream<Path> files(List<Path> roots) {
    return roots.stream().flatMap(root -> TextFiles.below(root).stream());
  }

  private static Stream<String> wordsToAvoid(List<WordToAvoid> words, Passage passage) {
    return words.stream().flatMap(word -> word.findIn(passage).stream());
  }

  private static Stream<String> relativeStarts(Passage passage) {
    List<String> found = new ArrayList<>(starts(SENTENCE_START, passage));
    if (passage.label()) {
      found.addAll(starts(LABEL_START, passage));
    }
    return found.stream();
  }

  private static List<String> starts(Pattern start, Passage passage) {
    return start
        .matcher(passage.text())
        .results()
        .filter(match -> !match.group(2).endsWith("?"))
        .map(match ->
            "%s: sentence starts with \"%s\": start with the subject"
                .formatted(passage.position(match.start(1)), match.group(1)))
        .toList();
  }

  private static Stream<String> longSentences(Passage passage) {
    List<String> found = new ArrayList<>();
    int start = 0;
    for (String sentence : SENTENCE_END.split(passage.text())) {
      start = passage.text().indexOf(sentence, start);
      long words = WORD.matcher(sentence).results().count();
      if (words > MAX_WORDS) {
        found.add(
            "%s: sentence of %d words: write at most %d"
                .formatted(passage.position(start), words, MAX_WORDS));
      }
    }
    return found.stream();
  }

  private static Stream<String> longLines(Path file) {
    List<String> lines = TextFiles.read(file).lines().toList();
    boolean[] code = new boolean[lines.size()];
    boolean open = false;
    for (int i = 0; i < code.length; i++) {
      boolean border = lines.get(i).stripLeading().startsWith("```");
      code[i] = open || border;
      open ^= border;
    }
    return IntStream.range(0, code.length)
        .filter(i -> !code[i] && lines.get(i).length() > MAX_LINE_LENGTH)
        .filter(
            i -> !lines.get(i).startsWith("|") && !lines.get(i).matches(".*https?://\\S{60,}.*"))
        .mapToObj(i ->
            "%s:%d: %d characters: wrap at %d"
                .formatted(file, i + 1, lines.get(i).length(), MAX_LINE_LENGTH));
  }
}

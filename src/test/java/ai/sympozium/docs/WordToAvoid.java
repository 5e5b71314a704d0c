package ai.sympozium.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Row of the table "Words to avoid" in CONTRIBUTING.md.
 *
 * @param word matches the word, and the phrases in which it is allowed as its first group
 */
record WordToAvoid(Pattern word, String replacement) {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*) \\| (.*) \\| ?(.*) ?\\|$");
  private static final Pattern VALUE = Pattern.compile("(- )?\\S+");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  static List<WordToAvoid> readAll() {
    String text = TextFiles.read(Path.of("CONTRIBUTING.md"));
    String table = text.substring(text.indexOf("## Words to avoid"));
    return ROW.matcher(table).results().map(WordToAvoid::of).toList();
  }

  private static WordToAvoid of(MatchResult row) {
    String words = alternatives(row.group(1));
    String allowed = alternatives(row.group(3));
    String pattern =
        allowed.isEmpty()
            ? "\\b(?:" + words + ")\\b"
            : "\\b(" + allowed + ")\\b|\\b(?:" + words + ")\\b";
    return new WordToAvoid(
        Pattern.compile(
            "(?<![\\w./_$-])(?:" + pattern + ")(?![\\w/_(=-]|\\.\\w)", Pattern.CASE_INSENSITIVE),
        row.group(2));
  }

  private static String alternatives(String cell) {
    return QUOTED
        .matcher(cell)
        .results()
        .map(quoted -> Pattern.quote(quoted.group(1)).replace(" ", "\\E\\s+\\Q"))
        .collect(Collectors.joining("|"));
  }

  /** A passage of one word is a value, such as that of an enum, and not prose. */
  List<String> findIn(Passage passage) {
    List<String> found = new ArrayList<>();
    if (VALUE.matcher(passage.text().strip()).matches()) {
      return found;
    }
    word.matcher(passage.text())
        .results()
        .filter(match -> match.groupCount() == 0 || match.group(1) == null)
        .forEach(match ->
            found.add(
                "%s: \"%s\": write %s"
                    .formatted(passage.position(match.start()), match.group(), replacement)));
    return found;
  }
}

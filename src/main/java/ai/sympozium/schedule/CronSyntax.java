package ai.sympozium.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the syntax of cron expressions and finds the position of an error, which cron-utils does
 * not report. Accepts the five fields of crontab(5) only: what one parser extends, another one
 * rejects.
 */
final class CronSyntax {
  static final String EXAMPLE =
      "Use five fields, for example \"30 9 * * 1-5\" for 09:30 from Monday to Friday, or one of"
          + " @hourly, @daily, @weekly, @monthly and @yearly.";

  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private static final int MAX_LENGTH = 253;
  private static final int MAX_QUOTED = 20;
  private static final Pattern WORD = Pattern.compile("[^ \\t]+");

  private CronSyntax() {}

  /**
   * A field and its position.
   *
   * @param position of its first character, from 1
   */
  record Word(String text, int position) {}

  /** Returns the five fields of an expression or nickname. */
  static List<Word> parse(String expression) {
    if (expression.length() > MAX_LENGTH) {
      throw invalid(MAX_LENGTH + 1, "the expression is longer than " + MAX_LENGTH + " characters");
    }
    List<Word> words = words(nickname(expression));
    for (int i = 0; i < Math.min(words.size(), CronField.values().length); i++) {
      checkField(CronField.values()[i], words.get(i));
    }
    if (words.size() > CronField.values().length) {
      Word sixth = words.get(CronField.values().length);
      throw invalid(sixth.position(), "there is a sixth field " + quoted(sixth.text()));
    }
    if (words.size() < CronField.values().length) {
      String missing = CronField.values()[words.size()].label();
      throw invalid(expression.length() + 1, "the field for the " + missing + " is missing");
    }
    return words;
  }

  static InvalidScheduleException invalid(int position, String error) {
    return new InvalidScheduleException(
        "schedule", "position " + position + ": " + error + ". " + EXAMPLE);
  }

  private static String nickname(String expression) {
    String text = expression.strip();
    if (!text.startsWith("@")) {
      return expression;
    }
    String fields = NICKNAMES.get(text.toLowerCase(Locale.ROOT));
    if (fields == null) {
      throw invalid(expression.indexOf('@') + 1, quoted(text) + " is not a nickname");
    }
    return fields;
  }

  private static List<Word> words(String expression) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(expression);
    while (matcher.find()) {
      // cron-utils treats both alike in some fields only.
      String text = matcher.group().equals("*/1") ? "*" : matcher.group();
      words.add(new Word(text, matcher.start() + 1));
    }
    return words;
  }

  private static void checkField(CronField field, Word word) {
    int position = word.position();
    for (String element : word.text().split(",", -1)) {
      checkElement(field, element, position);
      position += element.length() + 1;
    }
  }

  private static void checkElement(CronField field, String element, int position) {
    int slash = element.indexOf('/');
    String range = slash < 0 ? element : element.substring(0, slash);
    if (!range.equals("*")) {
      checkRange(field, range, position);
    }
    if (slash >= 0 && !field.isStep(element.substring(slash + 1))) {
      throw invalid(
          position + slash + 1,
          quoted(element.substring(slash + 1)) + " is not a step from 1 to " + field.max());
    }
  }

  private static void checkRange(CronField field, String range, int position) {
    int dash = range.indexOf('-');
    if (dash < 0) {
      value(field, range, position);
      return;
    }
    int first = value(field, range.substring(0, dash), position);
    int last = value(field, range.substring(dash + 1), position + dash + 1);
    if (first > last) {
      throw invalid(position, "the range " + quoted(range) + " ends before it begins");
    }
  }

  private static int value(CronField field, String text, int position) {
    @Nullable Integer value = field.parse(text);
    if (value == null) {
      throw invalid(position, quoted(text) + " is not " + field.describe());
    }
    return value;
  }

  /** Quotes a text of the user, shortened and without control characters. */
  static String quoted(String text) {
    String shortened = text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "..." : text;
    return "\"" + shortened.replaceAll("[^ -~]", "?") + "\"";
  }
}

package ai.sympozium.schedule;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A field of a cron expression, with its values. */
enum CronField {
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY_OF_MONTH("day of the month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),

  /** 0 and 7 are Sunday. */
  DAY_OF_WEEK("day of the week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

  private static final int MAX_DIGITS = 4;

  private final String label;
  private final int min;
  private final int max;
  private final List<String> names;

  CronField(String label, int min, int max, List<String> names) {
    this.label = label;
    this.min = min;
    this.max = max;
    this.names = names;
  }

  /** Returns the value of a number or name, or null if the field has no such value. */
  @Nullable Integer parse(String text) {
    int name = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (name >= 0) {
      return name + min;
    }
    int number = number(text);
    return number >= min && number <= max ? Integer.valueOf(number) : null;
  }

  /** Returns whether every so many values is a step of this field. */
  boolean isStep(String text) {
    int number = number(text);
    return number >= 1 && number <= max;
  }

  /** Describes the values for an error message. */
  String describe() {
    String range = (this == HOUR ? "an " : "a ") + label + " from " + min + " to " + max;
    return names.isEmpty() ? range : range + " or " + names.getFirst() + " to " + names.getLast();
  }

  String label() {
    return label;
  }

  int max() {
    return max;
  }

  /** Returns a number of ASCII digits, or -1 for another text. */
  private static int number(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && text.length() <= MAX_DIGITS ? Integer.parseInt(text) : -1;
  }
}

package ai.sympozium.bench;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Times at which a model writes the parts of its answer. The task of a request selects them, so
 * that the endpoint and the baseline get the same script.
 *
 * @param first time until the first part
 * @param parts number of parts
 * @param interval time between two parts, and from the last one to the end
 */
record AnswerScript(Duration first, int parts, Duration interval) {
  String task() {
    return first.toMillis() + " " + parts + " " + interval.toMillis();
  }

  static AnswerScript of(String task) {
    String[] numbers = task.split(" ", -1);
    return new AnswerScript(
        Duration.ofMillis(Long.parseLong(numbers[0])),
        Integer.parseInt(numbers[1]),
        Duration.ofMillis(Long.parseLong(numbers[2])));
  }

  /** Returns the number of parts that are written after a time. */
  int written(long nanos) {
    if (nanos < first.toNanos()) {
      return 0;
    }
    return (int) Math.min(parts, 1 + (nanos - first.toNanos()) / interval.toNanos());
  }

  boolean isComplete(long nanos) {
    return nanos >= timeOf(parts);
  }

  /** Returns when a part is written, counted from 0. The answer is complete at the next time. */
  long timeOf(int part) {
    return first.toNanos() + part * interval.toNanos();
  }

  static String part(int number) {
    return "Part " + number + " of the answer. ";
  }

  /** Returns the number of characters before a part. */
  static int offset(int number) {
    return text(number).length();
  }

  /** Returns the whole answer. */
  String answer() {
    return text(parts);
  }

  private static String text(int parts) {
    return IntStream.range(0, parts).mapToObj(AnswerScript::part).collect(Collectors.joining());
  }
}

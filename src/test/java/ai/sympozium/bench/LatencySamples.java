package ai.sympozium.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measured durations of one operation in milliseconds. */
final class LatencySamples {
  private final String name;
  private final List<Double> millis = new ArrayList<>();

  LatencySamples(String name) {
    this.name = name;
  }

  void add(double value) {
    millis.add(value);
  }

  double median() {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  double max() {
    return millis.stream().mapToDouble(d -> d).max().orElse(Double.NaN);
  }

  /** Formats a row of a Markdown table with the ratio of the medians. */
  String row(LatencySamples baseline) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %s | %.0f | %.0f | %.2f |",
        name,
        median(),
        max(),
        baseline.name,
        baseline.median(),
        baseline.max(),
        median() / baseline.median());
  }

  String row() {
    return String.format(Locale.ROOT, "| %s | %.0f | %.0f | | | | |", name, median(), max());
  }

  static final String PERCENTILES =
      "| what | p50 ms | p99 ms | max ms | baseline | p50 ms | p99 ms | max ms | p99 to p99 |\n"
          + "|---|---|---|---|---|---|---|---|---|";

  /** Formats a row for {@link #PERCENTILES}. */
  String percentiles(LatencySamples baseline) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %s | %.4f |",
        name,
        digits(median()),
        digits(p99()),
        digits(max()),
        baseline.name,
        digits(baseline.median()),
        digits(baseline.p99()),
        digits(baseline.max()),
        p99() / baseline.p99());
  }

  private static String digits(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.0f", millis);
  }

  double p99() {
    double[] sorted = millis.stream().mapToDouble(d -> d).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
  }

  int count() {
    return millis.size();
  }
}

package ai.sympozium.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measured milliseconds of one thing. */
final class Figures {
  private final String name;
  private final List<Double> millis = new ArrayList<>();

  Figures(String name) {
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

  /** A row of a Markdown table; the ratio is that of the medians. */
  String row(Figures baseline) {
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

  int count() {
    return millis.size();
  }
}

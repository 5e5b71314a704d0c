package ai.sympozium.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Measured bursts of one kind. */
final class Rate {
  private final String name;
  private final List<Sample> samples = new ArrayList<>();

  /**
   * Figures of one burst.
   *
   * @param created pods per second, until the last is created
   * @param running pods per second, until the last is running
   * @param requests requests of the operator for each run
   * @param cpuMillis the operator's CPU time for each run
   */
  record Sample(double created, double running, double requests, double cpuMillis) {}

  Rate(String name) {
    this.name = name;
  }

  void add(boolean counts, Sample sample) {
    if (counts) {
      samples.add(sample);
    }
    System.err.printf(
        Locale.ROOT,
        "%s: %.1f/s created, %.1f/s running, %.1f requests, %.1f ms%n",
        name,
        sample.created(),
        sample.running(),
        sample.requests(),
        sample.cpuMillis());
  }

  /** Formats a row of a Markdown table with medians. */
  String row(Rate baseline) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.0f | %.2f | %.1f | %.1f |",
        name,
        median(Sample::created),
        median(Sample::created) / baseline.median(Sample::created),
        median(Sample::running),
        median(Sample::running) / baseline.median(Sample::running),
        median(Sample::requests),
        median(Sample::cpuMillis));
  }

  private double median(ToDoubleFunction<Sample> part) {
    double[] sorted = samples.stream().mapToDouble(part).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}

package ai.sympozium.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Bursts of one kind. */
final class Rate {
  private final String name;
  private final List<Sample> samples = new ArrayList<>();

  /**
   * One burst.
   *
   * @param made pods per second, until the last is there
   * @param running pods per second, until the last runs
   * @param requests requests of the operator for each
   * @param cpuMillis the operator's CPU time for each
   */
  record Sample(double made, double running, double requests, double cpuMillis) {}

  Rate(String name) {
    this.name = name;
  }

  void add(boolean counts, Sample sample) {
    if (counts) {
      samples.add(sample);
    }
    System.err.printf(
        Locale.ROOT,
        "%s: %.1f/s made, %.1f/s running, %.1f requests, %.1f ms%n",
        name,
        sample.made(),
        sample.running(),
        sample.requests(),
        sample.cpuMillis());
  }

  /** A row of a Markdown table, all medians. */
  String row(Rate baseline) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.0f | %.2f | %.1f | %.1f |",
        name,
        median(Sample::made),
        median(Sample::made) / baseline.median(Sample::made),
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

package ai.sympozium.bench;

import java.util.List;
import java.util.Locale;

/** Change of a figure during a soak. */
record LinearTrend(String name, List<Double> values, double minutesBetween) {

  /** Formats a row with the change for each minute, and the last quarter by the second one. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %+.2f | %.3f |",
        name,
        quarter(1),
        quarter(3),
        slope(),
        quarter(3) / quarter(1));
  }

  /** Returns the slope of the regression line, without the first quarter. */
  double slope() {
    int from = values.size() / 4;
    int count = values.size() - from;
    double meanX = (count - 1) / 2.0;
    double meanY = values.stream().skip(from).mapToDouble(v -> v).average().orElse(Double.NaN);
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < count; i++) {
      covariance += (i - meanX) * (values.get(from + i) - meanY);
      variance += (i - meanX) * (i - meanX);
    }
    return covariance / variance / minutesBetween;
  }

  private double quarter(int number) {
    int size = values.size();
    return values.subList(number * size / 4, (number + 1) * size / 4).stream()
        .mapToDouble(v -> v)
        .average()
        .orElse(Double.NaN);
  }
}

package ai.sympozium.cli.tui;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The objects that the watches have seen. */
record ClusterView(
    Listing<Row.InstanceRow> instances,
    Listing<Row.RunRow> runs,
    Listing<Row.PackRow> packs,
    Listing<Row.ScheduleRow> schedules) {

  static ClusterView loading() {
    return new ClusterView(
        Listing.loading(), Listing.loading(), Listing.loading(), Listing.loading());
  }

  Listing<? extends Row> listing(Tab tab) {
    return switch (tab) {
      case INSTANCES -> instances;
      case RUNS -> runs;
      case SKILLS -> packs;
      case SCHEDULES -> schedules;
    };
  }

  Optional<Row.InstanceRow> instance(String name) {
    return instances.rows().stream().filter(row -> row.name().equals(name)).findFirst();
  }

  /** Finds the pack that a run would get: that of its namespace, else that of the operator. */
  Optional<Row.PackRow> pack(String name, String namespace) {
    return packs.rows().stream()
        .filter(row -> row.name().equals(name))
        .min(Comparator.comparing(row -> !row.namespace().equals(namespace)));
  }

  /** Returns the newest run of an instance. The rows are sorted. */
  Optional<Row.RunRow> newestRun(String instance) {
    return runs.rows().stream().filter(row -> row.instance().equals(instance)).findFirst();
  }

  /** Returns the grants that are alive, the oldest first. */
  List<Row.Grant> grants() {
    return runs.rows().stream()
        .flatMap(run -> run.grants().stream())
        .sorted(
            Comparator.comparing(Row.Grant::since)
                .thenComparing(Row.Grant::run)
                .thenComparing(Row.Grant::skill))
        .toList();
  }
}

package ai.sympozium.cli.tui;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Watches the objects of one namespace, and the packs of the operator's namespace. */
final class ClusterWatches implements AutoCloseable {
  private static final Comparator<Row> BY_NAME =
      Comparator.comparing(Row::name).thenComparing(Row::namespace);
  private static final Comparator<Row.RunRow> NEWEST_FIRST =
      Comparator.<Row.RunRow, Instant>comparing(
              run -> Objects.requireNonNullElse(run.created(), Instant.MAX))
          .reversed()
          .thenComparing(Row::name);

  private final Cluster cluster;
  private final Runnable changed;
  private final List<WatchedKind<?, ?>> kinds = new ArrayList<>();
  private final WatchedKind<SympoziumInstance, Row.InstanceRow> instances;
  private final WatchedKind<AgentRun, Row.RunRow> runs;
  private final WatchedKind<SympoziumSchedule, Row.ScheduleRow> schedules;
  private final List<WatchedKind<SkillPack, Row.PackRow>> packs = new ArrayList<>();

  /**
   * Starts to watch.
   *
   * @param changed called from any thread after each change
   */
  ClusterWatches(Cluster cluster, Runnable changed) {
    this.cluster = cluster;
    this.changed = changed;
    String namespace = cluster.namespace();
    instances = watch(Tab.INSTANCES, SympoziumInstance.class, namespace, RowReader::instance);
    runs = watch(Tab.RUNS, AgentRun.class, namespace, RowReader::run);
    schedules = watch(Tab.SCHEDULES, SympoziumSchedule.class, namespace, RowReader::schedule);
    Stream.of(namespace, cluster.operatorNamespace())
        .distinct()
        .forEach(in -> packs.add(watch(Tab.SKILLS, SkillPack.class, in, RowReader::pack)));
  }

  private <T extends CustomResource<?, ?>, R extends Row> WatchedKind<T, R> watch(
      Tab tab, Class<T> type, String namespace, Function<T, R> reader) {
    WatchedKind<T, R> kind =
        new WatchedKind<>("list and watch " + tab.resource() + " in " + namespace, reader, changed);
    kinds.add(kind);
    Thread.ofVirtual()
        .start(() -> kind.start(cluster.client().resources(type).inNamespace(namespace)));
    return kind;
  }

  ClusterView view() {
    return new ClusterView(
        instances.listing(BY_NAME),
        runs.listing(NEWEST_FIRST),
        allPacks(),
        schedules.listing(BY_NAME));
  }

  private Listing<Row.PackRow> allPacks() {
    List<Listing<Row.PackRow>> each = packs.stream().map(kind -> kind.listing(BY_NAME)).toList();
    String problems =
        each.stream()
            .map(Listing::problem)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return new Listing<>(
        each.stream().flatMap(listing -> listing.rows().stream()).sorted(BY_NAME).toList(),
        each.stream().allMatch(Listing::loaded),
        problems.isEmpty() ? null : problems);
  }

  @Override
  public void close() {
    kinds.forEach(WatchedKind::close);
  }
}

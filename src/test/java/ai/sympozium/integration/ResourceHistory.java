package ai.sympozium.integration;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.Watcher.Action;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Records all changes of the runs of a namespace and of their objects, by resource version. Unlike
 * polling, it misses no change.
 */
final class ResourceHistory implements AutoCloseable {
  private static final List<String> RIGHTS =
      List.of("RoleBinding", "ClusterRoleBinding", "Role", "ClusterRole", "ServiceAccount");

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final List<Watch> watches;

  /** One change. */
  record Entry(long revision, Action action, HasMetadata object) {
    boolean isOf(String runUid) {
      var labels = object.getMetadata().getLabels();
      return object.getMetadata().getUid().equals(runUid)
          || (labels != null && runUid.equals(labels.get(SympoziumLabels.LABEL_RUN_UID)));
    }

    boolean isRight() {
      return RIGHTS.contains(object.getKind());
    }

    boolean isFinal() {
      return object instanceof AgentRun run
          && run.getStatus() != null
          && run.getStatus().phase() != null
          && run.getStatus().phase().isFinal();
    }
  }

  ResourceHistory(String namespace) {
    var admin = TestCluster.ADMIN;
    String ours = SympoziumLabels.LABEL_MANAGED_BY;
    watches =
        List.of(
            admin.resources(AgentRun.class).inNamespace(namespace).watch(writer()),
            admin.pods().inNamespace(namespace).watch(writer()),
            admin.configMaps().inNamespace(namespace).watch(writer()),
            admin.serviceAccounts().inNamespace(namespace).watch(writer()),
            admin.rbac().roles().inNamespace(namespace).watch(writer()),
            admin.rbac().roleBindings().inNamespace(namespace).watch(writer()),
            admin.rbac().clusterRoles().withLabel(ours, SympoziumLabels.MANAGED_BY).watch(writer()),
            admin
                .rbac()
                .clusterRoleBindings()
                .withLabel(ours, SympoziumLabels.MANAGED_BY)
                .watch(writer()));
  }

  private <T extends HasMetadata> Watcher<T> writer() {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, T object) {
        if (action != Action.BOOKMARK) {
          entries.add(
              new Entry(Long.parseLong(object.getMetadata().getResourceVersion()), action, object));
        }
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new AssertionError("the chronicle has a gap", cause);
      }
    };
  }

  private Stream<Entry> of(String runUid) {
    return entries.stream().filter(entry -> entry.isOf(runUid));
  }

  /** Returns the UID of a run whose name is unique in the test. */
  String uid(String run) {
    return entries.stream()
        .map(Entry::object)
        .filter(o -> o instanceof AgentRun && o.getMetadata().getName().equals(run))
        .map(o -> o.getMetadata().getUid())
        .findFirst()
        .orElseThrow();
  }

  /** Counts the objects of a kind, with a suffix of the name, that were ever created for a run. */
  long made(String runUid, String kind, String suffix) {
    return of(runUid)
        .filter(e -> e.object().getKind().equals(kind))
        .filter(e -> e.object().getMetadata().getName().endsWith(suffix))
        .map(e -> e.object().getMetadata().getUid())
        .distinct()
        .count();
  }

  /** Whether a run was ever in a final phase or deleted. */
  boolean isOver(String runUid) {
    return ends(runUid).findAny().isPresent();
  }

  private long over(String runUid) {
    return ends(runUid)
        .min()
        .orElseThrow(() -> new AssertionError("run " + runUid + " has not completed"));
  }

  private LongStream ends(String runUid) {
    return of(runUid)
        .filter(
            e -> e.isFinal() || (e.object() instanceof AgentRun && e.action() == Action.DELETED))
        .mapToLong(Entry::revision);
  }

  /** Returns the permissions of a run that existed or were created after its completion. */
  List<String> permissionsBeyond(String runUid) {
    long over = over(runUid);
    return of(runUid)
        .filter(Entry::isRight)
        .filter(e -> e.action() != Action.DELETED)
        .filter(right ->
            of(runUid)
                .noneMatch(e ->
                    e.action() == Action.DELETED
                        && e.revision() < over
                        && e.object()
                            .getMetadata()
                            .getUid()
                            .equals(right.object().getMetadata().getUid())))
        .map(e -> e.object().getKind() + " " + e.object().getMetadata().getName())
        .distinct()
        .toList();
  }

  /** Whether a run ever left a final phase. */
  boolean leftItsEnd(String runUid) {
    long over = over(runUid);
    return of(runUid)
        .anyMatch(e -> e.object() instanceof AgentRun && e.revision() > over && !e.isFinal());
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}

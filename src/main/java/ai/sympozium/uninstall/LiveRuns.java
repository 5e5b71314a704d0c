package ai.sympozium.uninstall;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** Runs of the cluster that the operator has not finished yet. */
class LiveRuns {
  /** A run can have 1 MB. */
  private static final long PAGE = 20;

  private final KubernetesClient client;

  LiveRuns(KubernetesClient client) {
    this.client = client;
  }

  /** Reads the names of the runs, each as {@code namespace/name}. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    String next = null;
    do {
      KubernetesResourceList<AgentRun> page =
          client
              .resources(AgentRun.class)
              .inAnyNamespace()
              .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      page.getItems().stream()
          .filter(LiveRuns::isLive)
          .map(run -> run.getMetadata().getNamespace() + "/" + run.getMetadata().getName())
          .forEach(names::add);
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return names;
  }

  /** Deletes a run. The object remains until the operator has revoked the permissions. */
  void delete(String name) {
    int slash = name.indexOf('/');
    client
        .resources(AgentRun.class)
        .inNamespace(name.substring(0, slash))
        .withName(name.substring(slash + 1))
        .delete();
  }

  static boolean isLive(AgentRun run) {
    return run.hasFinalizer(SympoziumLabels.RUN_FINALIZER) || !run.isFinal();
  }
}

package ai.sympozium.cli.skill;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.operator.agentrun.plan.ObjectNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that a namespace may be used for a test, whose commands can change objects in it. */
final class ScratchNamespace {
  private final Cluster cluster;

  private ScratchNamespace(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Checks the namespace of the connection.
   *
   * @throws CommandException if it has workloads, and no label that allows the test
   */
  static void require(Cluster cluster) {
    new ScratchNamespace(cluster).require();
  }

  private void require() {
    String name = cluster.namespace();
    if (ObjectNames.isReservedNamespace(name, cluster.operatorNamespace())) {
      throw new CommandException(
          ExitCode.USAGE,
          "--namespace: " + name + " belongs to the cluster. Use a namespace for tests.");
    }
    if (isLabelled()) {
      return;
    }
    firstWorkload()
        .ifPresent(workload -> {
          throw new CommandException(
              ExitCode.REFUSED,
              "namespace "
                  + name
                  + " contains workloads, for example "
                  + workload.getKind()
                  + " "
                  + workload.getMetadata().getName()
                  + ", and the documented commands can change or delete them. Use an empty"
                  + " namespace, or allow it: kubectl label namespace "
                  + name
                  + " "
                  + SympoziumLabels.LABEL_SCRATCH
                  + "=true");
        });
  }

  /** A user who cannot read the namespace has to use an empty one. */
  private boolean isLabelled() {
    try {
      Optional<Namespace> namespace =
          cluster.read(
              "get namespaces/" + cluster.namespace(),
              () -> cluster.client().namespaces().withName(cluster.namespace()).get());
      if (namespace.isEmpty()) {
        throw new CommandException(
            ExitCode.REFUSED,
            "namespace "
                + cluster.namespace()
                + " does not exist. Create it: kubectl create namespace "
                + cluster.namespace());
      }
      Map<String, String> labels = namespace.get().getMetadata().getLabels();
      return labels != null && "true".equals(labels.get(SympoziumLabels.LABEL_SCRATCH));
    } catch (NotReadableException e) {
      return false;
    }
  }

  private Optional<HasMetadata> firstWorkload() {
    KubernetesClient client = cluster.client();
    String namespace = cluster.namespace();
    return Stream.of(
            first("deployments", client.apps().deployments().inNamespace(namespace)),
            first("statefulsets", client.apps().statefulSets().inNamespace(namespace)),
            first("daemonsets", client.apps().daemonSets().inNamespace(namespace)),
            first("cronjobs", client.batch().v1().cronjobs().inNamespace(namespace)),
            first("jobs", client.batch().v1().jobs().inNamespace(namespace)),
            first("pods", client.pods().inNamespace(namespace)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private <T extends HasMetadata, L extends KubernetesResourceList<T>> Optional<HasMetadata> first(
      String resource, FilterWatchListDeletable<T, L, ?> objects) {
    List<T> found =
        cluster
            .read(
                "list " + resource + " in " + cluster.namespace(),
                () -> objects.withoutLabel(SympoziumLabels.LABEL_SKILL_TEST).list().getItems())
            .orElse(List.of());
    return found.stream().map(HasMetadata.class::cast).findFirst();
  }
}

package ai.sympozium.cli.schedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/** Reads and changes schedules with the permissions of the user. */
final class Schedules {
  private static final int UNPROCESSABLE = 422;

  private Schedules() {}

  /**
   * Reads a schedule.
   *
   * @throws CommandException if it does not exist
   */
  static SympoziumSchedule require(Cluster cluster, String name) {
    String namespace = cluster.namespace();
    return cluster
        .read(
            "get sympoziumschedules/" + name + " in " + namespace,
            () -> resource(cluster, name).get())
        .orElseThrow(() -> absent(cluster, name));
  }

  /**
   * Changes a schedule by a merge patch.
   *
   * @throws CommandException if it does not exist, or if the API server rejects the change
   */
  static SympoziumSchedule patch(Cluster cluster, String name, ObjectNode patch) {
    String namespace = cluster.namespace();
    try {
      return cluster
          .read(
              "patch sympoziumschedules/" + name + " in " + namespace,
              () -> patch(resource(cluster, name), patch))
          .orElseThrow(() -> absent(cluster, name));
    } catch (KubernetesClientException e) {
      if (e.getCode() == UNPROCESSABLE || e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
        throw new CommandException(
            ExitCode.REFUSED,
            "the API server rejected the change: "
                + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
      }
      throw e;
    }
  }

  private static SympoziumSchedule patch(Resource<SympoziumSchedule> resource, ObjectNode patch) {
    return resource.patch(
        new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(), patch.toString());
  }

  private static Resource<SympoziumSchedule> resource(Cluster cluster, String name) {
    return cluster
        .client()
        .resources(SympoziumSchedule.class)
        .inNamespace(cluster.namespace())
        .withName(name);
  }

  private static CommandException absent(Cluster cluster, String name) {
    return new CommandException(
        ExitCode.REFUSED,
        "SympoziumSchedule \""
            + name
            + "\" does not exist in namespace "
            + cluster.namespace()
            + ". See: kubectl get sympoziumschedules -n "
            + cluster.namespace());
  }
}

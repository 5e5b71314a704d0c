package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a run go. The list of finalizers belongs to others too, so it is replaced only as it was
 * read: a merge patch under the resource version, tried again on the newest state after a conflict.
 */
public final class RunFinalizer {
  private static final int MAX_TRIES = 3;

  private RunFinalizer() {}

  /**
   * Harmless when it is gone already, or the run is.
   *
   * @throws KubernetesClientException after a few conflicts in a row too; the caller's retry has
   *     pauses
   */
  public static void remove(KubernetesClient client, AgentRun newestKnown) {
    @Nullable AgentRun run = newestKnown;
    for (int tries = 1; run != null && run.hasFinalizer(SympoziumLabels.RUN_FINALIZER); tries++) {
      var resource =
          client
              .resources(AgentRun.class)
              .inNamespace(run.getMetadata().getNamespace())
              .withName(run.getMetadata().getName());
      try {
        resource.patch(PatchContext.of(PatchType.JSON_MERGE), without(run));
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          return;
        }
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || tries == MAX_TRIES) {
          throw e;
        }
        run = sameRun(resource.get(), newestKnown);
      }
    }
  }

  private static @Nullable AgentRun sameRun(@Nullable AgentRun found, AgentRun known) {
    return found != null && found.getMetadata().getUid().equals(known.getMetadata().getUid())
        ? found
        : null;
  }

  private static String without(AgentRun run) {
    List<String> left =
        run.getFinalizers().stream().filter(f -> !f.equals(SympoziumLabels.RUN_FINALIZER)).toList();
    return """
    {"metadata":{"uid":"%s","resourceVersion":"%s","finalizers":[%s]}}\
    """
        .formatted(
            run.getMetadata().getUid(),
            run.getMetadata().getResourceVersion(),
            left.stream().map(f -> '"' + f + '"').collect(Collectors.joining(",")));
  }
}

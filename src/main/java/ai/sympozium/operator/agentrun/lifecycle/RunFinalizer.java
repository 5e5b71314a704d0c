package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.ParentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.BoundedItemStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Adds and removes the run finalizer, and adds the labels of the run's parent. Other controllers
 * may own finalizers too, so the patch carries the resourceVersion it was computed from.
 */
@ApplicationScoped
class RunFinalizer {
  private static final int MAX_ATTEMPTS = 3;

  private final KubernetesClient client;
  private final UnfinishedRuns unfinished;

  RunFinalizer(KubernetesClient client, UnfinishedRuns unfinished) {
    this.client = client;
    this.unfinished = unfinished;
  }

  /**
   * Adds the finalizer if the plan has permissions, and the labels of the parent. Everything else
   * is garbage-collected with the run. After a conflict the whole start is retried.
   */
  void add(AgentRun run, RunPlan plan, Context<AgentRun> context) {
    boolean finalizer =
        !plan.grants().isEmpty() && !run.hasFinalizer(SympoziumLabels.RUN_FINALIZER);
    Map<String, String> labels = missingLabels(run);
    if (!finalizer && labels.isEmpty()) {
      return;
    }
    if (finalizer) {
      unfinished.starting(run, plan.grants().stream().map(SkillGrant::skill).toList());
    }
    context
        .resourceOperations()
        .jsonPatchPrimary(
            run,
            patched -> {
              if (finalizer) {
                patched.addFinalizer(SympoziumLabels.RUN_FINALIZER);
              }
              if (!labels.isEmpty()) {
                Map<String, String> all = new TreeMap<>(labelsOf(patched));
                all.putAll(labels);
                patched.getMetadata().setLabels(all);
              }
              return patched;
            });
  }

  private static Map<String, String> missingLabels(AgentRun run) {
    ParentRun parent = run.getSpec().parent();
    if (parent == null) {
      return Map.of();
    }
    Map<String, String> missing = new TreeMap<>(parent.labels());
    missing.entrySet().removeAll(labelsOf(run).entrySet());
    return missing;
  }

  private static Map<String, String> labelsOf(AgentRun run) {
    return Objects.requireNonNullElse(run.getMetadata().getLabels(), Map.of());
  }

  /**
   * Removes the finalizer. Does nothing if the run has none or does not exist.
   *
   * @throws KubernetesClientException also after repeated conflicts: the retry of the reconcile
   *     waits in between
   */
  void remove(AgentRun lastKnown) {
    @Nullable AgentRun run =
        lastKnown.getFinalizers().size() < BoundedItemStore.MAX_FINALIZERS
            ? lastKnown
            : sameRun(client.resource(lastKnown).get(), lastKnown);
    for (int attempt = 1;
        run != null && run.hasFinalizer(SympoziumLabels.RUN_FINALIZER);
        attempt++) {
      var resource = client.resource(run);
      try {
        resource.patch(PatchContext.of(PatchType.JSON_MERGE), patchWithoutFinalizer(run));
        return;
      } catch (KubernetesClientException e) {
        if (ApiErrors.isNotFound(e)) {
          return;
        }
        if (!ApiErrors.isConflict(e) || attempt == MAX_ATTEMPTS) {
          throw e;
        }
        run = sameRun(resource.get(), lastKnown);
      }
    }
  }

  private static @Nullable AgentRun sameRun(@Nullable AgentRun found, AgentRun known) {
    return found != null && found.getMetadata().getUid().equals(known.getMetadata().getUid())
        ? found
        : null;
  }

  private static String patchWithoutFinalizer(AgentRun run) {
    List<String> others =
        run.getFinalizers().stream().filter(f -> !f.equals(SympoziumLabels.RUN_FINALIZER)).toList();
    return """
    {"metadata":{"uid":"%s","resourceVersion":"%s","finalizers":[%s]}}\
    """
        .formatted(
            run.getMetadata().getUid(),
            run.getMetadata().getResourceVersion(),
            others.stream().map(f -> '"' + f + '"').collect(Collectors.joining(",")));
  }
}

package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.agentrun.pod.PodAdoption;
import ai.sympozium.operator.agentrun.pod.RunPodBuilder;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.runas.RunAsIdReader;
import ai.sympozium.operator.runas.RunAsIds;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates the pod of a run, or adopts it after a crash. */
@ApplicationScoped
class PodCreator {
  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final RunAsIdReader ids;
  private final ContainerResources resources;

  PodCreator(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      RunAsIdReader ids,
      ContainerResources resources) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.ids = ids;
    this.resources = resources;
  }

  StartResult create(AgentRun run, RunPlan plan) {
    return withCurrentIds(plan, pod -> create(run, pod, plan));
  }

  /**
   * Sends the pod of a plan. Retries once if the pod was rejected and the namespace's range of ids
   * has changed: platforms annotate a namespace shortly after its creation.
   */
  private <T> T withCurrentIds(RunPlan plan, Function<Pod, T> request) {
    RunAsIds known = ids.of(plan.run().namespace());
    try {
      return request.apply(pod(plan, known));
    } catch (KubernetesClientException e) {
      if (ApiErrors.isRejected(e)) {
        RunAsIds current = ids.read(plan.run().namespace());
        if (!current.equals(known)) {
          return request.apply(pod(plan, current));
        }
      }
      throw e;
    }
  }

  private Pod pod(RunPlan plan, RunAsIds runAs) {
    return new RunPodBuilder(plan, config.image(), config.gatewayUrl(), resources, runAs)
        .build(clock.instant());
  }

  private StartResult create(AgentRun run, Pod desired, RunPlan plan) {
    try {
      return new StartResult.Started(plan, client.resource(desired).create(), true);
    } catch (KubernetesClientException e) {
      if (!ApiErrors.canExist(e)) {
        throw e;
      }
      Pod found = client.resource(desired).get();
      if (found == null) {
        // The failure is not about the name: a quota is full, or changes during the request.
        throw e;
      }
      if (RunObjects.isOwnedBy(found, run)) {
        deleteIfItFillsQuota(run, found, e);
        if (found.isMarkedForDeletion() || !ApiErrors.isConflict(e)) {
          throw e;
        }
        if (isSame(desired, found)) {
          // Crash-safe: the operator stopped between this pod and the status that names it.
          return new StartResult.Started(plan, found, false);
        }
      }
      return new StartResult.Failed(
          plan,
          ConditionReason.NAME_CONFLICT,
          "metadata.name: Pod "
              + desired.getMetadata().getName()
              + " exists and is not the pod of this run. It was neither adopted nor deleted. Delete"
              + " it and create the run again.");
    }
  }

  /**
   * Asks the API server to check the pod without creating it.
   *
   * @throws KubernetesClientException if the API server would reject the pod
   */
  void requireAcceptable(AgentRun run, RunPlan plan) {
    try {
      withCurrentIds(plan, pod -> dryRun(run, pod));
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isConflict(e)) {
        throw e;
      }
    }
  }

  private Pod dryRun(AgentRun run, Pod pod) {
    try {
      return client.resource(pod).dryRun().create();
    } catch (KubernetesClientException e) {
      Pod found = ApiErrors.isQuotaExceeded(e) ? client.resource(pod).get() : null;
      if (found != null && RunObjects.isOwnedBy(found, run)) {
        deleteIfItFillsQuota(run, found, e);
      }
      throw e;
    }
  }

  /**
   * Deletes a pod of the run that fills the quota. Crash-safe: the operator stopped between this
   * pod and the status that names it, so the pod has no token and is created again. It cannot be
   * adopted, because the quota rejects the dry run too, with which it would be compared.
   *
   * @throws KubernetesClientException if the status names the pod; the reconcile is repeated
   */
  private void deleteIfItFillsQuota(AgentRun run, Pod found, KubernetesClientException failure) {
    if (!ApiErrors.isQuotaExceeded(failure) || found.isMarkedForDeletion()) {
      return;
    }
    AgentRun live = client.resource(run).get();
    if (live != null && RunStatus.of(live).isPodOf(found)) {
      throw new KubernetesClientException(
          "the cached status of the run is older than its pod",
          HttpURLConnection.HTTP_CONFLICT,
          null);
    }
    client.resource(found).delete();
  }

  /** Deletes the pod of a start. No status names this pod, so nothing else would ever delete it. */
  void deleteUnnamed(@Nullable StartResult result) {
    if (result instanceof StartResult.Started started) {
      client.resource(started.pod()).delete();
    }
  }

  /**
   * Compares a pod with the response to a dry run of the desired pod, because the API server and
   * admission webhooks add defaults.
   */
  private boolean isSame(Pod desired, Pod found) {
    return PodAdoption.matches(
        client
            .resource(
                new PodBuilder(desired)
                    .editMetadata()
                    .withName(null)
                    .withGenerateName(desired.getMetadata().getName() + "-")
                    .endMetadata()
                    .build())
            .dryRun()
            .create(),
        found);
  }
}

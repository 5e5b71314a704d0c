package ai.sympozium.operator.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.kube.ApiErrors;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Cancels active runs of endpoints whose answers no client can read: all of a detached endpoint,
 * which cannot cancel them without its permissions, and those of a killed process.
 */
@ApplicationScoped
class EndpointRuns {
  private final KubernetesClient client;
  private final RunLister runs;

  EndpointRuns(KubernetesClient client, RunLister runs) {
    this.client = client;
    this.runs = runs;
  }

  /**
   * Deletes the active runs.
   *
   * @return whether all of them were marked for deletion before, which a pod can delay
   */
  boolean cancel(SympoziumInstance instance) {
    List<AgentRun> active =
        active(instance).stream().flatMap(run -> liveActive(run, instance).stream()).toList();
    active.stream().filter(run -> !run.isMarkedForDeletion()).forEach(this::delete);
    return active.stream().allMatch(AgentRun::isMarkedForDeletion);
  }

  /** Deletes one run, unless it is final, not one of the endpoint, or another one of its name. */
  void cancel(SympoziumInstance instance, AgentRun run) {
    liveActive(run, instance)
        .filter(found -> found.getMetadata().getUid().equals(run.getMetadata().getUid()))
        .filter(found -> !found.isMarkedForDeletion())
        .ifPresent(this::delete);
  }

  /** Returns runs that have the name of an endpoint's run and are not final, as they are cached. */
  List<AgentRun> active(SympoziumInstance instance) {
    EndpointRunOwner owner = EndpointRunOwner.of(instance);
    return runs.runsOf(instance.getMetadata().getNamespace(), owner.instance()).stream()
        .filter(run -> owner.canOwn(run.getMetadata().getName()))
        .filter(run -> !run.isFinal())
        .toList();
  }

  /** The cache has no labels and owners of runs. */
  private Optional<AgentRun> liveActive(AgentRun run, SympoziumInstance instance) {
    return Optional.ofNullable(
            client
                .resources(AgentRun.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(run.getMetadata().getName())
                .get())
        .filter(found -> EndpointRunOwner.of(instance).owns(found) && !found.isFinal());
  }

  /** The resource version protects a new run of the same name. */
  private void delete(AgentRun run) {
    try {
      client.resource(run).lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isConflict(e)) {
        throw e;
      }
    }
  }
}

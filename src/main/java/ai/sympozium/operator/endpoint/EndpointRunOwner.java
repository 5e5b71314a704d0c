package ai.sympozium.operator.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.kube.OwnerReferences;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;

/**
 * The endpoint of an instance as the owner of runs.
 *
 * @param instance name of the instance
 */
public record EndpointRunOwner(String instance, String instanceUID) {
  static EndpointRunOwner of(SympoziumInstance instance) {
    return new EndpointRunOwner(instance.getMetadata().getName(), instance.getMetadata().getUid());
  }

  /** Returns whether a run has the name of one that the endpoint has created. */
  public boolean canOwn(String run) {
    return EndpointContract.isRunName(run, instance);
  }

  /** Returns whether the endpoint has created a run. The policies protect what this compares. */
  public boolean owns(AgentRun run) {
    return instance.equals(run.getSpec().instanceRef()) && owns(run.getMetadata());
  }

  /** Returns whether the endpoint has created a run, as far as its metadata shows. */
  public boolean owns(ObjectMeta run) {
    Map<String, String> labels = run.getLabels();
    return canOwn(run.getName())
        && labels != null
        && SympoziumLabels.SOURCE_ENDPOINT.equals(labels.get(SympoziumLabels.LABEL_SOURCE))
        && OwnerReferences.isOwnedBy(run, instanceUID);
  }
}

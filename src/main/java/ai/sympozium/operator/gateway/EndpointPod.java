package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.EndpointContract;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;

/**
 * An authenticated pod of an instance's endpoint.
 *
 * @param instance name of the instance
 * @param uid UID of the pod
 */
record EndpointPod(String namespace, String instance, String instanceUID, String uid) {
  /** Returns whether a run has the name of one that the endpoint has created. */
  boolean canOwn(String run) {
    return EndpointContract.isRunName(run, instance);
  }

  /** Returns whether the endpoint has created a run. The policies protect what this compares. */
  boolean owns(AgentRun run) {
    return instance.equals(run.getSpec().instanceRef()) && owns(run.getMetadata());
  }

  /** Returns whether the endpoint has created a run, as far as its metadata shows. */
  boolean owns(ObjectMeta run) {
    Map<String, String> labels = run.getLabels();
    return canOwn(run.getName())
        && labels != null
        && SympoziumLabels.SOURCE_ENDPOINT.equals(labels.get(SympoziumLabels.LABEL_SOURCE))
        && run.getOwnerReferences().stream().anyMatch(owner -> instanceUID.equals(owner.getUid()));
  }
}

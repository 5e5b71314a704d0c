package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.endpoint.EndpointRunOwner;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * An authenticated pod of an instance's endpoint.
 *
 * @param instance name of the instance
 * @param uid UID of the pod
 */
public record EndpointPod(String namespace, String instance, String instanceUID, String uid) {
  /** Returns whether a run has the name of one that the endpoint has created. */
  public boolean canOwn(String run) {
    return owner().canOwn(run);
  }

  /** Returns whether the endpoint has created a run. */
  public boolean owns(AgentRun run) {
    return owner().owns(run);
  }

  /** Returns whether the endpoint has created a run, as far as its metadata shows. */
  public boolean owns(ObjectMeta run) {
    return owner().owns(run);
  }

  private EndpointRunOwner owner() {
    return new EndpointRunOwner(instance, instanceUID);
  }
}

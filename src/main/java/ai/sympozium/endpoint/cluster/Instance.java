package ai.sympozium.endpoint.cluster;

import ai.sympozium.contract.EndpointContract;

/** The instance whose runs the endpoint creates. */
public record Instance(String name, String uid, String namespace) {
  String runName(String id) {
    return name + EndpointContract.RUN_INFIX + id;
  }
}

package ai.sympozium.endpoint.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The operator's gateway. */
@FunctionalInterface
interface GatewayCalls {
  /**
   * Posts a request and repeats it for a short time.
   *
   * @throws ai.sympozium.ipc.gateway.GatewayRejectedException if a retry does not help
   */
  ObjectNode post(String path, ObjectNode body) throws IOException, InterruptedException;
}

package ai.sympozium.endpoint;

import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.PodContract;
import java.nio.file.Path;

/**
 * Directories with files that the kubelet writes and changes.
 *
 * @param keys accepted keys of clients
 * @param identity token for the gateway, and the certificate of its authority
 * @param tls server certificate, if the settings say that there is one
 */
record EndpointPaths(Path keys, Path identity, Path tls) {
  static final EndpointPaths OF_POD =
      new EndpointPaths(
          Path.of(EndpointContract.KEYS_PATH),
          Path.of(PodContract.IDENTITY_PATH),
          Path.of(EndpointContract.TLS_PATH));
}

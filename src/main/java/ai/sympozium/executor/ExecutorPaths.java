package ai.sympozium.executor;

import java.nio.file.Path;

/**
 * Where an executor finds and puts things.
 *
 * @param ipc the skill's IPC volume
 * @param workspace scratch that the agent sees too, if it is mounted
 * @param scratch the container's own scratch
 * @param identity the pod's token for the gateway, and the gateway's certificate
 * @param serviceAccount where programs look for an API token in a pod
 */
record ExecutorPaths(Path ipc, Path workspace, Path scratch, Path identity, Path serviceAccount) {

  static ExecutorPaths ofContainer() {
    return new ExecutorPaths(
        Path.of("/ipc"),
        Path.of("/workspace"),
        Path.of("/tmp"),
        Path.of("/run/sympozium/identity"),
        Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
  }
}

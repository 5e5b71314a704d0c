package ai.sympozium.executor;

import ai.sympozium.contract.PodContract;
import java.nio.file.Path;

/**
 * Directories of an executor.
 *
 * @param ipc the skill's IPC volume
 * @param workspace directory shared with the agent, if it is mounted
 * @param scratch the container's own scratch directory
 * @param identity the pod's token for the gateway, and the gateway's certificate
 * @param serviceAccount standard directory of an API token in a pod
 * @param controlGroups mount point of the container's control groups
 */
record ExecutorPaths(
    Path ipc,
    Path workspace,
    Path scratch,
    Path identity,
    Path serviceAccount,
    Path controlGroups) {

  static ExecutorPaths ofContainer() {
    return new ExecutorPaths(
        Path.of(PodContract.IPC_PATH),
        Path.of(PodContract.WORKSPACE_PATH),
        Path.of(PodContract.TMP_PATH),
        Path.of(PodContract.IDENTITY_PATH),
        Path.of(PodContract.API_ACCESS_PATH),
        Path.of("/sys/fs/cgroup"));
  }
}

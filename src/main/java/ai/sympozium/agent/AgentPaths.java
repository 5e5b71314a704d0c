package ai.sympozium.agent;

import ai.sympozium.contract.PodContract;
import java.nio.file.Path;

/**
 * Files and directories of an agent.
 *
 * @param input the run's {@code agent.json}
 * @param replay transcript for the provider {@code replay}
 * @param modelHeaders Secret with headers of requests to the model
 * @param ipc parent of the IPC volumes
 * @param documents documents of the skills
 * @param terminationMessage the container's termination message
 */
record AgentPaths(
    Path input,
    Path replay,
    Path modelHeaders,
    Path ipc,
    Path documents,
    Path workspace,
    Path scratch,
    Path terminationMessage) {

  static AgentPaths ofContainer() {
    var runFiles = Path.of(PodContract.RUN_FILES_PATH);
    return new AgentPaths(
        runFiles.resolve(PodContract.AGENT_INPUT_FILE),
        runFiles.resolve(PodContract.REPLAY_FILE),
        Path.of(PodContract.MODEL_HEADERS_PATH),
        Path.of(PodContract.IPC_PATH),
        Path.of(PodContract.DOCUMENTS_PATH),
        Path.of(PodContract.WORKSPACE_PATH),
        Path.of(PodContract.TMP_PATH),
        Path.of(PodContract.TERMINATION_MESSAGE_PATH));
  }

  /** Returns the private certificate authorities of the run. */
  ModelAuthorities authorities() {
    return new ModelAuthorities(input.resolveSibling(""));
  }
}

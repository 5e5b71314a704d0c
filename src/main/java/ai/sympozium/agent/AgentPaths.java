package ai.sympozium.agent;

import java.nio.file.Path;

/**
 * Where an agent finds and puts things.
 *
 * @param input the run's {@code agent.json}
 * @param replay the transcript that provider {@code replay} plays
 * @param ipc the directory that holds the IPC volumes
 * @param skills the skills' texts
 * @param lastWords the container's termination message
 */
record AgentPaths(
    Path input, Path replay, Path ipc, Path skills, Path workspace, Path scratch, Path lastWords) {
  /** The bridge's volume; no skill can have this name. */
  static final String BRIDGE = "_bridge";

  static AgentPaths ofContainer() {
    return new AgentPaths(
        Path.of("/run/sympozium/agent.json"),
        Path.of("/run/sympozium/replay/transcript.jsonl"),
        Path.of("/ipc"),
        Path.of("/skills"),
        Path.of("/workspace"),
        Path.of("/tmp"),
        Path.of("/dev/termination-log"));
  }
}

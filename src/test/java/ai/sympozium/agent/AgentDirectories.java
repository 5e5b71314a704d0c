package ai.sympozium.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates the directories of an agent for tests. */
final class AgentDirectories {
  private AgentDirectories() {}

  static AgentPaths in(Path root) throws IOException {
    var paths =
        new AgentPaths(
            root.resolve("agent.json"),
            root.resolve("transcript.jsonl"),
            root.resolve("model-headers"),
            Files.createDirectories(root.resolve("volumes")),
            Files.createDirectories(root.resolve("skills")),
            Files.createDirectories(root.resolve("workspace")),
            Files.createDirectories(root.resolve("scratch")),
            Files.createFile(root.resolve("termination-log")));
    Files.createDirectories(paths.ipc().resolve("_bridge"));
    return paths;
  }
}

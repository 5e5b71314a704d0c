package ai.sympozium.dev.cluster;

import java.nio.file.Path;

/** Paths of the cluster. There is one cluster on a machine, independent of the checkout. */
public final class ClusterPaths {
  static final String NAME = "sympozium-dev";
  static final String NODE = "dev";
  static final Path STATE = Path.of("/var/lib", NAME);
  static final Path RUN = Path.of("/run", NAME);
  static final Path LOGS = STATE.resolve("logs");
  public static final Path KUBECONFIG = STATE.resolve("kubeconfig");

  private ClusterPaths() {}
}

package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.ClusterPaths;
import ai.sympozium.dev.cluster.Command;
import ai.sympozium.dev.cluster.GoModule;
import ai.sympozium.dev.cluster.Network;
import ai.sympozium.dev.cluster.Progress;
import ai.sympozium.dev.cluster.UserFacingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Installs Sympozium on the embedded cluster. */
final class EmbeddedTarget implements DemoTarget {
  private static final Duration TIMEOUT = Duration.ofHours(2);

  private final Path root;

  EmbeddedTarget(Path root) {
    this.root = root;
  }

  @Override
  public String title() throws IOException {
    var uid = Command.of("id", "-u").run().strip();
    if (!uid.equals("0")) {
      throw new UserFacingException(
          "needs root to start containerd (uid is "
              + uid
              + "). Run: sudo ./demo, or use an existing cluster: ./demo --context NAME");
    }
    return "Kubernetes %s · %d cores"
        .formatted(GoModule.KUBERNETES.version(), Runtime.getRuntime().availableProcessors());
  }

  @Override
  public KubectlClient install(Progress progress) throws Exception {
    MavenBuild.application(root, progress);
    var install = new ProcessBuilder(root.resolve("dev/install").toString());
    if (ProcessRunner.runOnTerminal(install, TIMEOUT) != 0) {
      throw new UserFacingException(""); // dev/install printed the reason.
    }
    return new KubectlClient(
        GoModule.KUBERNETES.program("kubectl"), List.of(ClusterPaths.KUBECONFIG), List.of());
  }

  /** The embedded cluster has no route out. A proxy forwards requests to this one endpoint. */
  @Override
  public URI reachableUrl(URI model) {
    return new ModelEndpointProxy(Network.HOST, model).url();
  }

  @Override
  public String nextSteps() {
    var cluster = root.equals(Path.of("").toAbsolutePath()) ? "dev/cluster" : root + "/dev/cluster";
    var path =
        ProcessRunner.find("kubectl").isPresent()
            ? ""
            : "export PATH=$PATH:$(dirname $(%s path kubectl))  ·  ".formatted(cluster);
    return "The cluster stays up:  %sexport KUBECONFIG=$(%s kubeconfig)  ·  stop it with  %s down"
        .formatted(path, cluster, cluster);
  }
}

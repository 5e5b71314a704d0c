package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Runs kubectl as the cluster's administrator. */
final class Kubectl {
  private Kubectl() {}

  static Command of(String... arguments) throws IOException {
    var all = new ArrayList<>(List.of(GoModule.KUBERNETES.program("kubectl").toString()));
    var published = Files.isReadable(ClusterPaths.KUBECONFIG);
    all.add(
        "--kubeconfig=" + (published ? ClusterPaths.KUBECONFIG : Certificates.kubeconfig("admin")));
    all.addAll(List.of(arguments));
    return new Command(all, "");
  }
}

package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** kubectl as the cluster's administrator. */
final class Kubectl {
  private Kubectl() {}

  static Command of(String... words) throws IOException {
    var all = new ArrayList<>(List.of(GoModule.KUBERNETES.program("kubectl").toString()));
    var handedOut = Files.isReadable(ClusterPaths.KUBECONFIG);
    all.add(
        "--kubeconfig=" + (handedOut ? ClusterPaths.KUBECONFIG : Certificates.kubeconfig("admin")));
    all.addAll(List.of(words));
    return new Command(all, "");
  }
}

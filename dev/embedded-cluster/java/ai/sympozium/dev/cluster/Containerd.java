package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A container runtime of the cluster, separate from any other runtime on this machine. */
final class Containerd {
  static final Path SOCKET = ClusterPaths.RUN.resolve("containerd.sock");
  static final Path RUN = ClusterPaths.RUN.resolve("containerd");
  static final String PAUSE = "localhost/sympozium/pause:1";

  private Containerd() {}

  static void start() throws IOException {
    var cni = Files.createDirectories(ClusterPaths.STATE.resolve("cni"));
    Files.writeString(
        cni.resolve("10-pods.conflist"),
        """
        {
          "cniVersion": "0.4.0",
          "name": "%s",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "pods",
              "isDefaultGateway": true,
              "hairpinMode": true,
              "ipam": {
                "type": "host-local",
                "dataDir": "%s",
                "ranges": [[{"subnet": "%s"}]]
              }
            },
            {"type": "portmap", "capabilities": {"portMappings": true}}
          ]
        }
        """
            .formatted(ClusterPaths.NAME, ClusterPaths.RUN.resolve("addresses"), Network.PODS));
    var config = ClusterPaths.STATE.resolve("containerd.toml");
    // restrict_oom_score_adj: sandboxes must start without CAP_SYS_RESOURCE.
    Files.writeString(
        config,
        """
        version = 2
        root = "%1$s/containerd"
        state = "%2$s"
        disabled_plugins = [
          "io.containerd.snapshotter.v1.aufs",
          "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper",
          "io.containerd.snapshotter.v1.zfs",
          "io.containerd.tracing.processor.v1.otlp",
        ]

        [grpc]
        address = "%3$s"

        [plugins."io.containerd.internal.v1.opt"]
        path = "%1$s/containerd/opt"

        [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "%4$s"
        restrict_oom_score_adj = true
        netns_mounts_under_state_dir = true

        [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "/usr/lib/cni"
        conf_dir = "%5$s"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"
        options = {Root = "%6$s"}
        """
            .formatted(
                ClusterPaths.STATE, RUN, SOCKET, PAUSE, cni, ClusterPaths.RUN.resolve("runc")));
    new Component("containerd", "/usr/bin/containerd", "--config=" + config).start();
  }

  static void await() {
    Await.until("containerd", () -> Files.exists(SOCKET) && ctr("version").attempt().succeeded());
  }

  static Command ctr(String... arguments) {
    var all = new ArrayList<>(List.of("ctr", "-a", SOCKET.toString(), "-n", "k8s.io"));
    all.addAll(List.of(arguments));
    return new Command(all, "");
  }

  /** Returns the names of the images in the archive. */
  static List<String> load(Path archive) {
    return ctr("images", "import", archive.toString())
        .run()
        .lines()
        .filter(line -> line.startsWith("unpacking "))
        .map(line -> line.split(" ")[1])
        .toList();
  }
}

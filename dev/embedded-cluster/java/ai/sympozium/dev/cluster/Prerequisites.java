package ai.sympozium.dev.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Installs the required packages of the distribution. */
final class Prerequisites {
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Required programs and the Debian packages that contain them. */
  private static final Map<String, String> PACKAGES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("containerd", "containerd"),
              Map.entry("ctr", "containerd"),
              Map.entry("runc", "runc"),
              Map.entry("/usr/lib/cni/bridge", "containernetworking-plugins"),
              Map.entry("iptables", "iptables"), // the portmap plugin calls it
              Map.entry("nft", "nftables"),
              Map.entry("conntrack", "conntrack"),
              Map.entry("ip", "iproute2"),
              Map.entry("nsenter", "util-linux"),
              Map.entry("sysctl", "procps"),
              Map.entry("openssl", "openssl"),
              Map.entry("mmdebstrap", "mmdebstrap"),
              Map.entry("buildah", "buildah"),
              Map.entry("patchelf", "patchelf")));

  private Prerequisites() {}

  static void needRoot(String verb) {
    var uid = Command.of("id", "-u").run().strip();
    if (!uid.equals("0")) {
      var up = verb.equals("up");
      throw new UserFacingException(
          "needs root to %s (uid is %s). Run: sudo dev/cluster %s%s"
              .formatted(
                  up ? "start containerd" : "reach the cluster",
                  uid,
                  verb,
                  up ? ", or use an existing cluster: ./demo --context NAME" : ""));
    }
  }

  static String install(Progress.Step step) {
    var packages = missing();
    if (packages.isEmpty()) {
      return "containerd, runc, CNI plugins, buildah present";
    }
    var names = String.join(" ", packages);
    if (find("apt-get").isEmpty()) {
      throw new UserFacingException(
          "missing packages (Debian names): %s. This machine has no apt-get to install them."
                  .formatted(names)
              + " Install them and run dev/cluster up again.");
    }
    step.announce("installing " + names);
    var apt = "DEBIAN_FRONTEND=noninteractive apt-get -qy ";
    var install = apt + "install --no-install-recommends " + names;
    var script = install + " || { apt-get -qy update && " + install + "; }";
    var result = Command.of("sh", "-c", script).attempt();
    if (!result.succeeded() || !missing().isEmpty()) {
      var lines = result.output().lines().toList();
      throw new UserFacingException(
          "cannot install %s:%n%s%nRun: apt-get install %s"
              .formatted(
                  String.join(" ", missing()),
                  String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size())),
                  names));
    }
    return "installed " + names;
  }

  private static List<String> missing() {
    return PACKAGES.entrySet().stream()
        .filter(entry -> find(entry.getKey()).isEmpty())
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  private static List<Path> find(String file) {
    return Stream.of(PATH.split(":"))
        .map(folder -> Path.of(folder).resolve(file))
        .filter(Files::isExecutable)
        .toList();
  }
}

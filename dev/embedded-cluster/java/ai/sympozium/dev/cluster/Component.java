package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One of the cluster's own processes, in its network and its control group, outliving us. */
record Component(String name, List<String> command) {
  static final List<String> ALL =
      List.of(
          "etcd",
          "kube-apiserver",
          "kube-controller-manager",
          "kube-scheduler",
          "containerd",
          "kubelet",
          "kube-proxy",
          "coredns");

  Component(String name, String... command) {
    this(name, List.of(command));
  }

  static Path log(String name) {
    return ClusterPaths.LOGS.resolve(name + ".log");
  }

  /** The one of its group that bears its name: containerd's group also holds its shims. */
  static Optional<ProcessHandle> process(String name) {
    return Cgroup.processes("components/" + name).stream()
        .filter(pid -> bears(pid, name))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .findFirst();
  }

  private static boolean bears(long pid, String name) {
    try {
      var start = name.substring(0, Math.min(15, name.length())); // all that the kernel keeps
      return Files.readString(Path.of("/proc", Long.toString(pid), "comm")).strip().equals(start);
    } catch (IOException gone) {
      return false;
    }
  }

  void start() throws IOException {
    var entrances =
        Cgroup.entrances(name).stream().map(Path::toString).collect(Collectors.joining(" "));
    var words = new ArrayList<String>();
    words.addAll(List.of("setsid", "sh", "-c"));
    words.add(
        "for entrance in " + entrances + "; do echo $$ >$entrance; done; exec nsenter \"$@\"");
    words.addAll(List.of(name, "--net=" + Network.NAMESPACE));
    words.addAll(command);
    var log = Redirect.appendTo(log(name).toFile());
    var builder = new ProcessBuilder(words).directory(ClusterPaths.STATE.toFile());
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(log).redirectError(log);
    // Nothing of the caller's: a proxy setting, for one, would send the API server's webhooks away.
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", Prerequisites.PATH, "HOME", ClusterPaths.STATE.toString()));
    builder.start();
  }
}

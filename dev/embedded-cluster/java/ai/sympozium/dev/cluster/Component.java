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

/** A process of the cluster in its own network and control group. It outlives this program. */
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

  /** Returns the process with the component's name: containerd's group also contains its shims. */
  static Optional<ProcessHandle> process(String name) {
    return Cgroup.processes("components/" + name).stream()
        .filter(pid -> hasName(pid, name))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .findFirst();
  }

  private static boolean hasName(long pid, String name) {
    try {
      var start = name.substring(0, Math.min(15, name.length())); // length limit of the kernel
      return Files.readString(Path.of("/proc", Long.toString(pid), "comm")).strip().equals(start);
    } catch (IOException exited) {
      return false;
    }
  }

  void start() throws IOException {
    var procsFiles =
        Cgroup.procsFiles(name).stream().map(Path::toString).collect(Collectors.joining(" "));
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("setsid", "sh", "-c"));
    arguments.add("for file in " + procsFiles + "; do echo $$ >$file; done; exec nsenter \"$@\"");
    arguments.addAll(List.of(name, "--net=" + Network.NAMESPACE));
    arguments.addAll(command);
    var log = Redirect.appendTo(log(name).toFile());
    var builder = new ProcessBuilder(arguments).directory(ClusterPaths.STATE.toFile());
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(log).redirectError(log);
    // The caller's environment is not passed on: a proxy setting would misdirect webhook calls.
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", Prerequisites.PATH, "HOME", ClusterPaths.STATE.toString()));
    builder.start();
  }
}

package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Entry point of {@code dev/cluster}. */
final class Cluster {
  private static final String HELP =
      """
      dev/cluster: manages the embedded cluster, a real Kubernetes isolated from other networks.

        up [--steps]     start the cluster unless it runs; --steps prints the steps only
        build [PROGRAM]  build its programs only, or one other program; needs no root
        down             stop the cluster and delete its state
        status           show its components; exit code 0: healthy, 3: stopped or unhealthy
        kubeconfig       print the path of the administrator's kubeconfig
        audit-log        print the path of the API server's audit log for workload accounts
        load IMAGE.tar   load an image from a Docker or OCI archive
        simulate COUNT   run COUNT simulated nodes beside the real one, for benchmarks; 0 removes them
        path PROGRAM     print the path of a built program such as kubectl or helm
      """;

  private final Progress progress = new Progress(System.out, Boolean.getBoolean("live"));

  private Cluster() {}

  public static void main(String[] arguments) throws Exception {
    try {
      System.exit(new Cluster().run(arguments));
    } catch (UserFacingException failure) {
      System.err.println("dev/cluster: " + failure.getMessage());
      if (failure.log().isPresent()) {
        var log = failure.log().get();
        Files.readAllLines(log).reversed().stream()
            .limit(15)
            .toList()
            .reversed()
            .forEach(line -> System.err.println("  │ " + line));
        System.err.println("More: less " + log);
      }
      System.exit(1);
    }
  }

  private int run(String[] arguments) throws Exception {
    var verb = arguments.length == 0 ? "" : arguments[0];
    return switch (arguments.length + " " + verb) {
      case "1 up" -> {
        progress.say(
            "Embedded cluster · Kubernetes %s · %d cores"
                .formatted(
                    GoModule.KUBERNETES.version(), Runtime.getRuntime().availableProcessors()));
        up();
        progress.say(
            "Use it:  export KUBECONFIG=$(dev/cluster kubeconfig)  ·  stop it:  dev/cluster down");
        yield 0;
      }
      case "1 build" -> {
        build();
        yield 0;
      }
      case "2 build" -> {
        var module = GoModule.of(arguments[1]);
        progress.step(arguments[1], step -> GoBuild.build(step, module));
        yield 0;
      }
      case "1 down" -> down();
      case "1 status" -> Status.print(progress);
      case "1 kubeconfig" -> {
        needCluster();
        progress.say(ClusterPaths.KUBECONFIG.toString());
        yield 0;
      }
      case "1 audit-log" -> {
        needCluster();
        progress.say(ControlPlane.AUDIT_LOG.toString());
        yield 0;
      }
      case "2 load" -> load(Path.of(arguments[1]));
      case "2 simulate" -> {
        Prerequisites.needRoot("simulate " + arguments[1]);
        needCluster();
        KwokNodes.set(progress, arguments[1]);
        yield 0;
      }
      case "2 path" -> {
        progress.say(GoBuild.path(arguments[1]).toString());
        yield 0;
      }
      default -> {
        if (verb.equals("up") && arguments.length == 2 && arguments[1].equals("--steps")) {
          up();
          yield 0;
        }
        System.err.print(HELP);
        yield verb.isEmpty() || verb.endsWith("help") ? 0 : 2;
      }
    };
  }

  private void up() throws Exception {
    Prerequisites.needRoot("up");
    try (var lock = lock()) {
      progress.step("prerequisites", Prerequisites::install);
      build();
      progress.step("cluster", Cluster::start);
    }
  }

  private void build() throws Exception {
    progress.step("Kubernetes binaries", step -> GoBuild.build(step, GoModule.REQUIRED));
  }

  private static String start(Progress.Step step) throws Exception {
    if (Status.becomesHealthy(step)) {
      return "node %s Ready, already running".formatted(ClusterPaths.NODE);
    }
    if (ClusterCleanup.exists()) {
      step.announce("removing an incomplete cluster");
      ClusterCleanup.remove();
    }
    Node.checkNoOtherKubelet();
    step.detail("network and certificates");
    Cgroup.create();
    Files.createDirectories(ClusterPaths.LOGS);
    Files.createDirectories(ClusterPaths.RUN);
    ClusterCleanup.saveSettings();
    Network.create();
    Certificates.create();
    ControlPlane.startEtcd();
    step.detail("API server");
    ControlPlane.startApiServer();
    Containerd.start();
    Containerd.await();
    PauseImage.load();
    ControlPlane.awaitApiServer();
    step.detail("node and DNS");
    ControlPlane.startControllers();
    Node.start();
    Dns.start();
    Node.awaitReady();
    Dns.await();
    publishKubeconfig();
    return "node %s Ready".formatted(ClusterPaths.NODE);
  }

  /** Gives the kubeconfig to the calling user only, also with sudo. */
  private static void publishKubeconfig() throws IOException {
    Files.copy(Certificates.kubeconfig("admin"), ClusterPaths.KUBECONFIG);
    Files.setPosixFilePermissions(
        ClusterPaths.KUBECONFIG, PosixFilePermissions.fromString("rw-------"));
    var user = System.getenv("SUDO_UID");
    if (user != null) {
      Command.of(
              "chown", "-R", user, ClusterPaths.KUBECONFIG.toString(), System.getProperty("cache"))
          .run();
    }
  }

  private int down() throws Exception {
    Prerequisites.needRoot("down");
    try (var lock = lock()) {
      if (!ClusterCleanup.exists()) {
        progress.say("There is no cluster on this machine.");
        return 0;
      }
      progress.step(
          "cluster",
          step -> {
            step.detail("stopping");
            ClusterCleanup.remove();
            return "stopped and deleted; builds remain in " + System.getProperty("cache");
          });
      return 0;
    }
  }

  private int load(Path archive) throws Exception {
    Prerequisites.needRoot("load " + archive);
    needCluster();
    if (!Files.isReadable(archive)) {
      throw new UserFacingException("load: cannot read " + archive);
    }
    progress.step("load", step -> String.join(", ", Containerd.load(archive)));
    return 0;
  }

  private static void needCluster() {
    if (!Files.exists(ClusterPaths.KUBECONFIG)) {
      throw new UserFacingException("there is no cluster on this machine. Run: dev/cluster up");
    }
  }

  /** Allows one change at a time on this machine. */
  private FileLock lock() throws IOException {
    var file = Path.of("/run/lock", ClusterPaths.NAME);
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var lock = channel.tryLock();
    if (lock == null) {
      progress.say("Another dev/cluster is running; waiting for it.");
      lock = channel.lock();
    }
    return lock;
  }
}

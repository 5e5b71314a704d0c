package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** dev/cluster. */
final class Cluster {
  private static final String HELP =
      """
      dev/cluster: a Kubernetes of its own on this machine, one a machine, shut off from every network.

        up [--steps]     start it (a second time: say that it is there); --steps prints its steps alone
        down             end it and leave nothing of it
        status           show what runs; exit code 0 healthy, 3 not running or not healthy
        kubeconfig       print the path of an administrator's kubeconfig
        audit-log        print the path of the API server's audit log of the accounts of workloads
        load IMAGE.tar   give it an image, from an archive of docker's or OCI's form
        simulate COUNT   beside the real node have so many simulated ones, for measurements; 0 ends them
        path PROGRAM     print the path of a built program, such as kubectl or helm
      """;

  private final Progress progress = new Progress(System.out, Boolean.getBoolean("live"));

  private Cluster() {}

  public static void main(String[] words) throws Exception {
    try {
      System.exit(new Cluster().run(words));
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

  private int run(String[] words) throws Exception {
    var verb = words.length == 0 ? "" : words[0];
    return switch (words.length + " " + verb) {
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
      case "2 load" -> load(Path.of(words[1]));
      case "2 simulate" -> {
        Prerequisites.needRoot("simulate " + words[1]);
        needCluster();
        KwokNodes.of(progress, words[1]);
        yield 0;
      }
      case "2 path" -> {
        progress.say(GoBuild.path(words[1]).toString());
        yield 0;
      }
      default -> {
        if (verb.equals("up") && words.length == 2 && words[1].equals("--steps")) {
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
      progress.step("Kubernetes binaries", step -> GoBuild.build(step, GoModule.NEEDED));
      progress.step("cluster", Cluster::start);
    }
  }

  private static String start(Progress.Step step) throws Exception {
    if (Status.becomesHealthy(step)) {
      return "node %s Ready, was up already".formatted(ClusterPaths.NODE);
    }
    if (ClusterCleanup.any()) {
      step.event("clearing away an earlier cluster that is not whole");
      ClusterCleanup.remove();
    }
    Node.refuseBesideAnother();
    step.now("network and certificates");
    Cgroup.create();
    Files.createDirectories(ClusterPaths.LOGS);
    Files.createDirectories(ClusterPaths.RUN);
    ClusterCleanup.rememberSettings();
    Network.create();
    Certificates.create();
    ControlPlane.startStore();
    step.now("API server");
    ControlPlane.startApi();
    Containerd.start();
    Containerd.await();
    PauseImage.load();
    ControlPlane.awaitApi();
    step.now("node and DNS");
    ControlPlane.startControllers();
    Node.start();
    Dns.start();
    Node.awaitReady();
    Dns.await();
    handOut();
    return "node %s Ready".formatted(ClusterPaths.NODE);
  }

  /** To whoever asked, also through sudo, and to nobody else. */
  private static void handOut() throws IOException {
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
      if (!ClusterCleanup.any()) {
        progress.say("There is no cluster on this machine.");
        return 0;
      }
      progress.step(
          "cluster",
          step -> {
            step.now("ending");
            ClusterCleanup.remove();
            return "gone; what was built stays in " + System.getProperty("cache");
          });
      return 0;
    }
  }

  private int load(Path archive) throws Exception {
    Prerequisites.needRoot("load " + archive);
    needCluster();
    if (!Files.isReadable(archive)) {
      throw new UserFacingException("there is no image archive " + archive + " to load");
    }
    progress.step("load", step -> String.join(", ", Containerd.load(archive)));
    return 0;
  }

  private static void needCluster() {
    if (!Files.exists(ClusterPaths.KUBECONFIG)) {
      throw new UserFacingException("there is no cluster on this machine. Run: dev/cluster up");
    }
  }

  /** One at a time on the whole machine. */
  private FileLock lock() throws IOException {
    var file = Path.of("/run/lock", ClusterPaths.NAME);
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var lock = channel.tryLock();
    if (lock == null) {
      progress.say("Another dev/cluster is at work; waiting for it.");
      lock = channel.lock();
    }
    return lock;
  }
}

package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.Command;
import ai.sympozium.dev.cluster.GoModule;
import ai.sympozium.dev.cluster.Progress;
import ai.sympozium.dev.cluster.UserFacingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Installs Sympozium on an existing cluster, named by a context of the user's kubeconfig. */
final class ExistingTarget implements DemoTarget {
  private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(30);
  private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(5);
  private static final List<String> IMAGES =
      List.of("sympozium", "skill-k8s-ops", "skill-sre-observability");
  private static final String REGISTRY = "localhost/sympozium";

  private final Path root;
  private final String context;
  private final Optional<Options.Registry> registry;
  private final KubectlClient kubectl;

  ExistingTarget(Path root, String context, Optional<Options.Registry> registry)
      throws IOException {
    this.root = root;
    this.context = context;
    this.registry = registry;
    kubectl =
        new KubectlClient(
            program("kubectl", GoModule.KUBERNETES), List.of(), List.of("--context", context));
  }

  @Override
  public String title() {
    var contexts =
        new KubectlClient(kubectl.program(), List.of(), List.of())
            .run("config", "get-contexts", "--output=name")
            .lines()
            .toList();
    if (!contexts.contains(context)) {
      throw new UsageException(
          "--context: \"%s\" is not in your kubeconfig. %s"
              .formatted(
                  context,
                  contexts.isEmpty()
                      ? "It has no contexts."
                      : "Contexts: " + String.join(", ", contexts)));
    }
    var answer = kubectl.attempt("version", "--output=json", "--request-timeout=10s");
    var version =
        Pattern.compile("\"serverVersion\".*?\"gitVersion\": \"v([^\"]+)", Pattern.DOTALL)
            .matcher(answer.output());
    if (!version.find()) {
      throw new UserFacingException(
          "the cluster of context %s does not respond:%n  │ %s%nMore: %s"
              .formatted(context, answer.errors().strip(), kubectl.commandLine("version")));
    }
    return "Kubernetes %s · context %s".formatted(version.group(1), context);
  }

  @Override
  public KubectlClient install(Progress progress) throws Exception {
    MavenBuild.application(root, progress);
    var values = new ArrayList<String>();
    if (registry.isPresent()) {
      values.add("image.registry=" + registry.get().name());
      values.add("image.tag=" + registry.get().tag());
    } else {
      progress.step("images", step -> images(step, values));
    }
    progress.step("chart", step -> chart(step, values));
    return kubectl;
  }

  private String images(Progress.Step step, List<String> values) throws IOException {
    var kind = ProcessRunner.find("kind");
    if (kind.isEmpty()) {
      throw new UserFacingException(
          "loading images into "
              + context
              + " needs kind, which is not on PATH. Install it from kind.sigs.k8s.io, or push the"
              + " images and use --registry R --tag T");
    }
    var builder = builder();
    var podman = builder.endsWith("podman");
    var log = root.resolve("target/demo-images.log");
    Files.deleteIfExists(log);
    var name = context.substring("kind-".length());
    for (var image : IMAGES) {
      step.announce("building " + image);
      runLogged(
          log,
          podman,
          builder,
          "build",
          "--file=images/" + image + "/Containerfile",
          "--tag=" + REGISTRY + "/" + image + ":dev",
          ".");
    }
    for (var image : IMAGES) {
      step.announce("loading " + image);
      var tag = REGISTRY + "/" + image + ":dev";
      if (!podman) {
        runLogged(log, podman, kind.get() + "", "load", "docker-image", tag, "--name", name);
      } else {
        var archive = root.resolve("target/" + image + ".tar");
        Files.deleteIfExists(archive);
        runLogged(log, podman, builder, "save", "--output=" + archive, tag);
        runLogged(
            log, podman, kind.get() + "", "load", "image-archive", archive + "", "--name", name);
        Files.delete(archive);
      }
    }
    var identity =
        Command.of(builder, "image", "inspect", "--format={{.Id}}", REGISTRY + "/sympozium:dev")
            .run()
            .strip();
    // A new annotation makes the Deployment roll out the new image.
    values.add("podAnnotations.image-id=" + identity.replace("sha256:", ""));
    return String.join(", ", IMAGES) + " built and loaded";
  }

  /** Returns docker or podman, the first one that works. */
  private static String builder() {
    for (var name : List.of("docker", "podman")) {
      var program = ProcessRunner.find(name);
      if (program.isPresent()
          && ProcessRunner.run(
                  new ProcessBuilder(program.get() + "", "ps", "--quiet"),
                  "",
                  Duration.ofSeconds(30))
              .succeeded()) {
        return program.get().toString();
      }
    }
    throw new UserFacingException(
        "building images needs docker or podman, and neither works. Start one until `docker ps`"
            + " works, or push the images and use --registry R --tag T");
  }

  private void runLogged(Path log, boolean podman, String... arguments) throws IOException {
    var builder = new ProcessBuilder(arguments).directory(root.toFile());
    if (podman) {
      builder.environment().put("KIND_EXPERIMENTAL_PROVIDER", "podman");
    }
    if (ProcessRunner.runLogged(builder, log, BUILD_TIMEOUT) != 0) {
      throw new UserFacingException("`%s` failed".formatted(String.join(" ", arguments)), log);
    }
  }

  private String chart(Progress.Step step, List<String> values) throws IOException {
    step.detail("CRDs");
    // Helm does not update CRDs that exist.
    kubectl.run(
        "apply",
        "--server-side",
        "--force-conflicts",
        "--filename=" + root.resolve("helm/sympozium/crds"));
    step.detail("operator");
    var arguments =
        new ArrayList<>(
            List.of(
                program("helm", GoModule.HELM).toString(),
                "--kube-context=" + context,
                "upgrade",
                "--install",
                "sympozium",
                root.resolve("helm/sympozium").toString(),
                "--namespace=sympozium-system",
                "--create-namespace",
                "--wait",
                "--timeout=" + INSTALL_TIMEOUT.toSeconds() + "s"));
    values.forEach(value -> arguments.addAll(List.of("--set-string", value)));
    var result =
        ProcessRunner.run(new ProcessBuilder(arguments), "", INSTALL_TIMEOUT.plusSeconds(30));
    if (!result.succeeded()) {
      throw new UserFacingException(
          "the operator did not become ready:%n%s%nMore: %s"
              .formatted(
                  result.lastLines(),
                  kubectl.commandLine("describe", "pods", "-n", "sympozium-system")));
    }
    return "operator ready";
  }

  @Override
  public URI reachableUrl(URI model) {
    return model;
  }

  @Override
  public String nextSteps() {
    return """
    Sympozium stays installed: kubectl --context %1$s  ·  remove it with
      kubectl --context %1$s delete namespace demo shop
      helm --kube-context %1$s uninstall sympozium -n sympozium-system\
    """
        .formatted(context);
  }

  /** Returns the program on PATH, or the one that was built for the embedded cluster. */
  private static Path program(String name, GoModule source) throws IOException {
    var built = source.program(name);
    return ProcessRunner.find(name)
        .or(() -> Optional.of(built).filter(Files::isExecutable))
        .orElseThrow(() ->
            new UserFacingException(
                "--context needs %s, which is not on PATH. Install it.".formatted(name)));
  }
}

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

/** A cluster that is there already, under a name of the person's kubeconfig. */
final class ExistingTarget implements DemoTarget {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Duration READY = Duration.ofMinutes(5);
  private static final List<String> IMAGES = List.of("sympozium", "skill-k8s-ops");
  private static final String OWN = "localhost/sympozium";

  private final Path root;
  private final String context;
  private final Optional<Options.Registry> registry;
  private final Kube kube;

  ExistingTarget(Path root, String context, Optional<Options.Registry> registry)
      throws IOException {
    this.root = root;
    this.context = context;
    this.registry = registry;
    kube =
        new Kube(program("kubectl", GoModule.KUBERNETES), List.of(), List.of("--context", context));
  }

  @Override
  public String title() {
    var contexts =
        new Kube(kube.program(), List.of(), List.of())
            .run("config", "get-contexts", "--output=name")
            .lines()
            .toList();
    if (!contexts.contains(context)) {
      throw new Options.Wrong(
          "there is no context \"%s\" in your kubeconfig; there %s"
              .formatted(
                  context,
                  contexts.isEmpty() ? "is none at all" : "are: " + String.join(", ", contexts)));
    }
    var asked = kube.attempt("version", "--output=json", "--request-timeout=10s");
    var version =
        Pattern.compile("\"serverVersion\".*?\"gitVersion\": \"v([^\"]+)", Pattern.DOTALL)
            .matcher(asked.output());
    if (!version.find()) {
      throw new UserFacingException(
          "the cluster of context %s does not answer:%n  │ %s%nMore: %s"
              .formatted(context, asked.errors().strip(), kube.typed("version")));
    }
    return "Kubernetes %s · context %s".formatted(version.group(1), context);
  }

  @Override
  public Kube install(Progress progress) throws Exception {
    var values = new ArrayList<String>();
    if (registry.isPresent()) {
      values.add("image.registry=" + registry.get().name());
      values.add("image.tag=" + registry.get().tag());
    } else {
      Build.application(root, progress);
      progress.step("images", step -> images(step, values));
    }
    progress.step("chart", step -> chart(step, values));
    return kube;
  }

  private String images(Progress.Step step, List<String> values) throws IOException {
    var kind = ProcessRunner.find("kind");
    if (kind.isEmpty()) {
      throw new UserFacingException(
          "this needs kind to load images into "
              + context
              + ", and it is not on PATH. Install it from kind.sigs.k8s.io, or push the images:"
              + " --registry R --tag T");
    }
    var builder = builder();
    var podman = builder.endsWith("podman");
    var log = root.resolve("target/demo-images.log");
    Files.deleteIfExists(log);
    var name = context.substring("kind-".length());
    for (var image : IMAGES) {
      step.event("building " + image);
      logged(
          log,
          podman,
          builder,
          "build",
          "--file=images/" + image + "/Containerfile",
          "--tag=" + OWN + "/" + image + ":dev",
          ".");
    }
    for (var image : IMAGES) {
      step.event("loading " + image);
      var tag = OWN + "/" + image + ":dev";
      if (!podman) {
        logged(log, podman, kind.get() + "", "load", "docker-image", tag, "--name", name);
      } else {
        var archive = root.resolve("target/" + image + ".tar");
        Files.deleteIfExists(archive);
        logged(log, podman, builder, "save", "--output=" + archive, tag);
        logged(log, podman, kind.get() + "", "load", "image-archive", archive + "", "--name", name);
        Files.delete(archive);
      }
    }
    var identity =
        Command.of(builder, "image", "inspect", "--format={{.Id}}", OWN + "/sympozium:dev")
            .run()
            .strip();
    // A changed image makes a changed Deployment.
    values.add("podAnnotations.image-id=" + identity.replace("sha256:", ""));
    return String.join(", ", IMAGES) + " built and loaded";
  }

  /** docker or podman, whichever answers. */
  private static String builder() {
    for (var name : List.of("docker", "podman")) {
      var program = ProcessRunner.find(name);
      if (program.isPresent()
          && ProcessRunner.run(
                  new ProcessBuilder(program.get() + "", "ps", "--quiet"),
                  "",
                  Duration.ofSeconds(30))
              .good()) {
        return program.get().toString();
      }
    }
    throw new UserFacingException(
        "this needs docker or podman to build images, and neither answers. Start one (docker ps"
            + " must work), or push the images and say where: --registry R --tag T");
  }

  private void logged(Path log, boolean podman, String... words) throws IOException {
    var builder = new ProcessBuilder(words).directory(root.toFile());
    if (podman) {
      builder.environment().put("KIND_EXPERIMENTAL_PROVIDER", "podman");
    }
    if (ProcessRunner.logged(builder, log, LIMIT) != 0) {
      throw new UserFacingException("`%s` failed".formatted(String.join(" ", words)), log);
    }
  }

  private String chart(Progress.Step step, List<String> values) throws IOException {
    step.now("kinds");
    // Helm leaves CRDs alone once they exist.
    kube.run(
        "apply",
        "--server-side",
        "--force-conflicts",
        "--filename=" + root.resolve("helm/sympozium/crds"));
    step.now("operator");
    var words =
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
                "--timeout=" + READY.toSeconds() + "s"));
    values.forEach(value -> words.addAll(List.of("--set-string", value)));
    var result = ProcessRunner.run(new ProcessBuilder(words), "", READY.plusSeconds(30));
    if (!result.good()) {
      throw new UserFacingException(
          "the chart did not become ready:%n%s%nMore: %s"
              .formatted(
                  result.lastLines(), kube.typed("describe", "pods", "-n", "sympozium-system")));
    }
    return "operator ready";
  }

  @Override
  public URI reach(URI model) {
    return model;
  }

  @Override
  public String farewell() {
    return """
    It stays installed. Use it with  kubectl --context %1$s  ·  remove it with
      kubectl --context %1$s delete namespace demo shop
      helm --kube-context %1$s uninstall sympozium -n sympozium-system\
    """
        .formatted(context);
  }

  /** From PATH, or what was built for the cluster of this machine. */
  private static Path program(String name, GoModule source) throws IOException {
    var built = source.program(name);
    return ProcessRunner.find(name)
        .or(() -> Optional.of(built).filter(Files::isExecutable))
        .orElseThrow(() ->
            new UserFacingException(
                "this needs %s, which is not on PATH. Install it first".formatted(name)));
  }
}

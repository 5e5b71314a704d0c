package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.Progress;
import ai.sympozium.dev.cluster.UserFacingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ./demo. */
final class Demo {
  private static final String NAMESPACE = "demo";
  private static final String INSTANCE = "sre-bot";
  private static final String RUN = "sre-bot-demo";
  private static final String KEY_SECRET = "sre-bot-model";
  private static final URI OPENAI = URI.create("https://api.openai.com/v1");
  private static final Pattern TASK = Pattern.compile("(?m)^  task: (.*)$");
  private static final Pattern FAILING = Pattern.compile("Err|BackOff|Invalid");

  private final Path root = Path.of(System.getProperty("root"));
  private final boolean live = Boolean.getBoolean("live");
  private final Progress progress = new Progress(System.out, live);
  private final Screen screen = new Screen(System.out, live, Integer.getInteger("columns", 0));
  private final Options options;

  private Demo(Options options) {
    this.options = options;
  }

  public static void main(String[] words) throws Exception {
    if (List.of(words).contains("--help") || List.of(words).contains("-h")) {
      System.out.print(Options.HELP);
      return;
    }
    try {
      System.exit(new Demo(Options.parse(words, System.getenv())).play() ? 0 : 1);
    } catch (Options.Wrong wrong) {
      System.err.println("./demo: " + wrong.getMessage());
      System.exit(2);
    } catch (UserFacingException failure) {
      tell(failure);
      System.exit(1);
    }
  }

  private static void tell(UserFacingException failure) throws IOException {
    if (!failure.getMessage().isEmpty()) {
      System.err.println("./demo: " + failure.getMessage());
    }
    if (failure.log().isPresent()) {
      var log = failure.log().get();
      var lines = Files.readAllLines(log);
      lines
          .subList(Math.max(0, lines.size() - 15), lines.size())
          .forEach(line -> System.err.println("  │ " + line));
      System.err.println("More: less " + log);
    }
  }

  private boolean play() throws Exception {
    var site =
        options.context().isPresent()
            ? new ExistingTarget(root, options.context().get(), options.registry())
            : new EmbeddedTarget(root);
    System.out.println("Sympozium demo · " + site.title());
    var kube = site.install(progress);
    try (screen) {
      progress.step("instance " + INSTANCE, step -> prepare(step, kube, site));
      return run(kube, site);
    }
  }

  private String prepare(Progress.Step step, Kube kube, DemoTarget site) throws Exception {
    kube.fed(
        "",
        Duration.ofSeconds(90),
        "delete",
        "agentrun",
        RUN,
        "--namespace=" + NAMESPACE,
        "--ignore-not-found",
        "--timeout=60s");
    kube.fed(
        manifests(site),
        Duration.ofSeconds(60),
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=sympozium-demo",
        "--filename=" + root.resolve("dev/demo/demo.yaml"),
        "--filename=-");
    step.now("its skills");
    kube.fed(
        "",
        Duration.ofSeconds(60),
        "wait",
        "sympoziuminstance/" + INSTANCE,
        "--namespace=" + NAMESPACE,
        "--for=condition=Ready",
        "--timeout=45s");
    step.now("the operator to lead");
    awaitLeader(kube);
    step.now("something to find");
    var skills =
        kube.run(
            "get",
            "sympoziuminstance",
            INSTANCE,
            "--namespace=" + NAMESPACE,
            "--output=go-template={{.status.skills}}");
    return "skills: %s · something to find: cart in shop, %s".formatted(skills, failingCart(kube));
  }

  /** A new operator takes over a little after it is ready, when an old one led before it. */
  private static void awaitLeader(Kube kube) {
    var pods =
        kube.run(
            "get",
            "pods",
            "--namespace=sympozium-system",
            "--selector=app.kubernetes.io/name=sympozium",
            "--output=go-template={{range .items}}{{if not .metadata.deletionTimestamp}}"
                + "{{.metadata.name}}{{\"\\n\"}}{{end}}{{end}}");
    if (pods.lines().count() != 1) {
      return; // any of them may lead
    }
    kube.fed(
        "",
        Duration.ofSeconds(60),
        "wait",
        "lease/sympozium-operator",
        "--namespace=sympozium-system",
        "--for=jsonpath={.spec.holderIdentity}=" + pods.strip(),
        "--timeout=45s");
  }

  /** Waits until it is seen to fail; how. */
  private static String failingCart(Kube kube) throws InterruptedException {
    var failing = new CountDownLatch(1);
    var how = new AtomicReference<>("");
    var reason =
        "{{range .status.containerStatuses}}{{with .state.waiting}}{{.reason}}{{end}}{{end}}";
    try (var watch =
        kube.watch(
            (fields, seen) -> {
              if (FAILING.matcher(fields.getFirst()).find() && failing.getCount() > 0) {
                how.set(fields.getFirst());
                failing.countDown();
              }
            },
            Kube.rows(reason),
            "pods",
            "--namespace=shop",
            "--selector=app=cart")) {
      if (!failing.await(60, TimeUnit.SECONDS)) {
        throw new UserFacingException(
            "the pod of cart in namespace shop does not fail as it should. More: "
                + kube.typed("describe", "pods", "-n", "shop"));
      }
    }
    return how.get();
  }

  /** What the files of dev/demo don't hold: the recording, or the model and its key. */
  private String manifests(DemoTarget site) throws IOException {
    if (options.model().isEmpty()) {
      var recording = Files.readString(root.resolve("dev/demo/transcript.jsonl"));
      return """
      {"apiVersion": "v1", "kind": "ConfigMap",
       "metadata": {"name": "sre-bot-replay", "namespace": "%s"},
       "data": {"transcript.jsonl": %s}}
      """
          .formatted(NAMESPACE, Json.string(recording));
    }
    var model = options.model().get();
    var url = site.reach(model.baseUrl().orElse(OPENAI));
    var instance =
        """
        {"apiVersion": "sympozium.ai/v1alpha1", "kind": "SympoziumInstance",
         "metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"agents": {"default": {"provider": "openai", "model": %s, "baseURL": %s}},
           "authRefs": [%s], "skills": [{"skillPackRef": "k8s-ops"}]}}
        """;
    if (model.keyVariable().isEmpty()) {
      return instance.formatted(
          INSTANCE, NAMESPACE, Json.string(model.name()), Json.string(url.toString()), "");
    }
    var key = System.getenv(model.keyVariable().get()).strip();
    var secret =
        """
        ---
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s", "namespace": "%s"},
         "data": {"OPENAI_API_KEY": "%s"}}
        """
            .formatted(
                KEY_SECRET,
                NAMESPACE,
                Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    var reference = "{\"provider\": \"openai\", \"secret\": \"%s\"}".formatted(KEY_SECRET);
    return instance.formatted(
            INSTANCE, NAMESPACE, Json.string(model.name()), Json.string(url.toString()), reference)
        + secret;
  }

  private boolean run(Kube kube, DemoTarget site) throws Exception {
    var manifest = Files.readString(root.resolve("dev/demo/run.yaml"));
    if (options.task().isPresent()) {
      var task = "  task: " + Json.string(options.task().get());
      manifest = TASK.matcher(manifest).replaceFirst(Matcher.quoteReplacement(task));
    }
    var task = options.task().orElseGet(this::task);
    var story = new RunView(kube, screen, NAMESPACE, RUN);
    try (var listening = new RunEventStream(kube, NAMESPACE, RUN)) {
      System.out.printf("%nRun %s: \"%s\"%n", RUN, task);
      System.out.println(model());
      var limit = Duration.ofMinutes(options.model().isPresent() ? 12 : 3);
      story.tell(listening, manifest, limit);
    }
    if (!story.succeeded()) {
      story.tellEvents();
    }
    var clean = nothingLeft(kube, story);
    if (options.model().flatMap(Options.Model::keyVariable).isPresent()) {
      System.out.println(
          "The model's key stays there as a secret:  "
              + kube.typed("delete", "secret", KEY_SECRET, "-n", NAMESPACE));
    }
    System.out.println(site.farewell());
    return story.succeeded() && clean;
  }

  private String task() {
    try {
      var task = TASK.matcher(Files.readString(root.resolve("dev/demo/run.yaml")));
      return task.find() ? task.group(1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody shall take the recording for a model. */
  private String model() {
    if (options.model().isPresent()) {
      var model = options.model().get();
      return "Model: %s at %s%s"
          .formatted(
              model.name(),
              model.baseUrl().orElse(OPENAI),
              options.context().isPresent()
                  ? ""
                  : ", by a relay that ends with this demo: the cluster has no way out");
    }
    return "Model: a recording, whose commands are really run. "
        + (options.task().isPresent() ? "It answers the same to every task. " : "")
        + "For a real one: ./demo --model NAME --base-url URL --api-key-env VAR";
  }

  /** Asks the cluster in the words that a person can use to check it. */
  private static boolean nothingLeft(Kube kube, RunView story) {
    String[] words = {"get", RunView.GRANT_KINDS, "-A", "-l", story.label()};
    var result = kube.attempt(words);
    var clean = result.good() && result.all().strip().equals("No resources found");
    System.out.printf(
        "%n%s:%n$ %s%n%s%n%n",
        clean ? "Nothing is left of its rights" : "Something is left of its rights",
        kube.typed(words),
        result.all().strip());
    if (clean && story.succeeded() && story.objects() == 0) {
      System.out.println("But none of its rights was seen while it ran, so this proves nothing.");
      return false;
    }
    return clean;
  }
}

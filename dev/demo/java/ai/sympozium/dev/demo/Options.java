package ai.sympozium.dev.demo;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of the command line. */
record Options(
    Optional<String> context,
    Optional<Registry> registry,
    Optional<Model> model,
    Optional<String> task,
    Scenario scenario) {

  static final String HELP =
      """
      ./demo: starts an agent run from scratch and shows its events live.

      Without options it starts the embedded cluster on this machine (needs Debian, root, JDK 25,
      Go and git), builds the images, installs the chart and replays a recorded model. The recorded
      commands run for real.

        --context NAME        use this context of your kubeconfig instead. Images for kind (kind-...)
                              are built with docker or podman and loaded. Other clusters pull them:
        --registry R --tag T  from R/sympozium:T, R/skill-k8s-ops:T and R/skill-sre-observability:T

        --model NAME          use a real model instead of the recording
        --base-url URL        endpoint with OpenAI's chat completions API, up to and including /v1
                              (default: OpenAI)
        --api-key-env VAR     environment variable with the API key (default: no key is sent)

        --task TEXT           task for the agent
        --schedule            a schedule of every minute finds a broken workload, instead of one run
        --help                show this text

      Exit codes: 0 the run succeeded and no permissions are left, 1 failure, 2 wrong options.
      """;

  private static final Set<String> NAMES =
      Set.of(
          "--context", "--registry", "--tag", "--model", "--base-url", "--api-key-env", "--task");

  record Registry(String name, String tag) {}

  /** A model and the environment variable with its API key. */
  record Model(String name, Optional<URI> baseUrl, Optional<String> keyVariable) {}

  static Options parse(String[] arguments, Map<String, String> environment) {
    var values = new HashMap<String, String>();
    var scenario = Scenario.RUN;
    for (var i = 0; i < arguments.length; i++) {
      var argument = arguments[i];
      if (argument.equals("--schedule")) {
        scenario = Scenario.SCHEDULE;
        continue;
      }
      var equals = argument.indexOf('=');
      var name = equals < 0 ? argument : argument.substring(0, equals);
      if (!NAMES.contains(name)) {
        throw new UsageException("unknown option \"%s\". See: ./demo --help".formatted(argument));
      }
      if (equals < 0 && i + 1 == arguments.length) {
        throw new UsageException(name + " needs a value. See: ./demo --help");
      }
      var value = equals < 0 ? arguments[++i] : argument.substring(equals + 1);
      if (value.isBlank() || (equals < 0 && NAMES.contains(value))) {
        throw new UsageException(name + " needs a value. See: ./demo --help");
      }
      if (values.put(name, value) != null) {
        throw new UsageException(name + " is set twice");
      }
    }
    var context = Optional.ofNullable(values.get("--context"));
    var registry = registry(values);
    if (registry.isPresent() && context.isEmpty()) {
      throw new UsageException(
          "--registry needs --context NAME. The embedded cluster only uses images that are built on"
              + " this machine");
    }
    if (registry.isEmpty() && context.filter(name -> !name.startsWith("kind-")).isPresent()) {
      throw new UsageException(
          "--context "
              + context.get()
              + ": the demo can load images into kind clusters only. Push R/sympozium:T,"
              + " R/skill-k8s-ops:T and R/skill-sre-observability:T, and use --registry R --tag T");
    }
    var task = Optional.ofNullable(values.get("--task"));
    if (scenario == Scenario.SCHEDULE && task.isPresent()) {
      throw new UsageException(
          "--task and --schedule exclude each other: the schedule has its task");
    }
    return new Options(context, registry, model(values, environment), task, scenario);
  }

  private static Optional<Registry> registry(Map<String, String> values) {
    var name = values.get("--registry");
    var tag = values.get("--tag");
    if ((name == null) != (tag == null)) {
      throw new UsageException("--registry and --tag need each other. Set both");
    }
    return Optional.ofNullable(name).map(it -> new Registry(it, tag));
  }

  private static Optional<Model> model(
      Map<String, String> values, Map<String, String> environment) {
    var name = values.get("--model");
    var url = Optional.ofNullable(values.get("--base-url")).map(Options::url);
    var variable = Optional.ofNullable(values.get("--api-key-env"));
    if (name == null && (url.isPresent() || variable.isPresent())) {
      throw new UsageException(
          (url.isPresent() ? "--base-url" : "--api-key-env") + " needs --model NAME");
    }
    variable.ifPresent(it -> {
      if (environment.getOrDefault(it, "").isBlank()) {
        throw new UsageException(
            "--api-key-env: no environment variable of this name is set. Pass the name of an"
                + " exported variable, not the key");
      }
    });
    return Optional.ofNullable(name).map(it -> new Model(it, url, variable));
  }

  private static URI url(String text) {
    try {
      var url = URI.create(text);
      if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // The exception below names the problem.
    }
    throw new UsageException(
        "--base-url: \"%s\" is not an http or https URL. Example: https://models.example/v1"
            .formatted(text));
  }
}

package ai.sympozium.dev.demo;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was asked for on the command line. */
record Options(
    Optional<String> context,
    Optional<Registry> registry,
    Optional<Model> model,
    Optional<String> task) {

  static final String HELP =
      """
      ./demo: from nothing to a finished run of an agent, shown as it happens.

      Without options it brings up a Kubernetes of its own on this machine (Debian, root, JDK 25,
      Go, git), builds the images, installs the chart and plays a recorded model, whose commands
      are really run.

        --context NAME        use this cluster of your kubeconfig instead. For kind (kind-...) the
                              images are built with docker or podman and loaded; others pull them:
        --registry R --tag T  from R/sympozium:T and R/skill-k8s-ops:T

        --model NAME          ask a real model instead of the recorded one
        --base-url URL        its endpoint that speaks OpenAI's chat completions, up to and
                              including /v1; without it OpenAI's own
        --api-key-env VAR     the environment variable that holds its key; without it none is sent

        --task TEXT           what to ask
        --help                this text

      Exit code: 0 the run succeeded and nothing is left of its rights, 1 it is not so,
      2 wrong options.
      """;

  private static final Set<String> NAMES =
      Set.of(
          "--context", "--registry", "--tag", "--model", "--base-url", "--api-key-env", "--task");

  record Registry(String name, String tag) {}

  /** A model, and the variable of the environment that holds its key. */
  record Model(String name, Optional<URI> baseUrl, Optional<String> keyVariable) {}

  /** A mistake in the options. */
  static final class Wrong extends RuntimeException {
    Wrong(String message) {
      super(message);
    }
  }

  static Options parse(String[] words, Map<String, String> environment) {
    var given = new HashMap<String, String>();
    for (var i = 0; i < words.length; i++) {
      var word = words[i];
      var equals = word.indexOf('=');
      var name = equals < 0 ? word : word.substring(0, equals);
      if (!NAMES.contains(name)) {
        throw new Wrong("there is no option \"%s\". See: ./demo --help".formatted(word));
      }
      if (equals < 0 && i + 1 == words.length) {
        throw new Wrong(name + " needs a value. See: ./demo --help");
      }
      var value = equals < 0 ? words[++i] : word.substring(equals + 1);
      if (value.isBlank() || (equals < 0 && NAMES.contains(value))) {
        throw new Wrong(name + " needs a value. See: ./demo --help");
      }
      if (given.put(name, value) != null) {
        throw new Wrong(name + " is given twice");
      }
    }
    var context = Optional.ofNullable(given.get("--context"));
    var registry = registry(given);
    if (registry.isPresent() && context.isEmpty()) {
      throw new Wrong(
          "--registry goes with --context NAME: the cluster of this machine gets the images that"
              + " are built here");
    }
    if (registry.isEmpty() && context.filter(name -> !name.startsWith("kind-")).isPresent()) {
      throw new Wrong(
          "--context "
              + context.get()
              + ": only kind clusters can be given the images of this machine. Push them, and say"
              + " where: --registry R --tag T (R/sympozium:T and R/skill-k8s-ops:T)");
    }
    return new Options(
        context, registry, model(given, environment), Optional.ofNullable(given.get("--task")));
  }

  private static Optional<Registry> registry(Map<String, String> given) {
    var name = given.get("--registry");
    var tag = given.get("--tag");
    if ((name == null) != (tag == null)) {
      throw new Wrong("--registry and --tag go together");
    }
    return Optional.ofNullable(name).map(there -> new Registry(there, tag));
  }

  private static Optional<Model> model(Map<String, String> given, Map<String, String> environment) {
    var name = given.get("--model");
    var url = Optional.ofNullable(given.get("--base-url")).map(Options::url);
    var variable = Optional.ofNullable(given.get("--api-key-env"));
    if (name == null && (url.isPresent() || variable.isPresent())) {
      throw new Wrong(
          (url.isPresent() ? "--base-url" : "--api-key-env") + " goes with --model NAME");
    }
    variable.ifPresent(it -> {
      if (environment.getOrDefault(it, "").isBlank()) {
        throw new Wrong(
            "--api-key-env takes the name of a variable of the environment, not the key, and"
                + " there is none of that name. Set and export it first");
      }
    });
    return Optional.ofNullable(name).map(there -> new Model(there, url, variable));
  }

  private static URI url(String text) {
    try {
      var url = URI.create(text);
      if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException notOne) {
      // said below
    }
    throw new Wrong(
        "--base-url \"%s\" is not an http or https URL. Example: https://models.example/v1"
            .formatted(text));
  }
}

package ai.sympozium.dev.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates the manifests of the demo from its files and the options.
 *
 * @param folder folder of the files
 */
record DemoManifests(Path folder, Options options) {
  static final String KEY_SECRET = "sre-bot-model";
  static final URI OPENAI = URI.create("https://api.openai.com/v1");
  private static final Pattern TASK = Pattern.compile("(?m)^  task: (.*)$");

  /** Returns run.yaml with the task of the options. */
  String run() throws IOException {
    var manifest = Files.readString(folder.resolve("run.yaml"));
    if (options.task().isEmpty()) {
      return manifest;
    }
    var task = "  task: " + JsonStrings.quote(options.task().get());
    return TASK.matcher(manifest).replaceFirst(Matcher.quoteReplacement(task));
  }

  /** Returns the recording, or the instance with its model and API key. */
  String instance(DemoTarget target) throws IOException {
    if (options.model().isEmpty()) {
      var recording = Files.readString(folder.resolve("transcript.jsonl"));
      return """
      {"apiVersion": "v1", "kind": "ConfigMap",
       "metadata": {"name": "%s-replay", "namespace": "%s"},
       "data": {"transcript.jsonl": %s}}
      """
          .formatted(options.scenario().instance(), Demo.NAMESPACE, JsonStrings.quote(recording));
    }
    var scenario = options.scenario();
    var model = options.model().get();
    var url = target.reachableUrl(model.baseUrl().orElse(OPENAI));
    var instance =
        """
        {"apiVersion": "sympozium.ai/v1alpha1", "kind": "SympoziumInstance",
         "metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"agents": {"default": {"provider": "openai", "model": %s, "baseURL": %s}},
           "authRefs": [%s], "skills": [{"skillPackRef": "%s"}]}}
        """;
    if (model.keyVariable().isEmpty()) {
      return instance.formatted(
          scenario.instance(),
          Demo.NAMESPACE,
          JsonStrings.quote(model.name()),
          JsonStrings.quote(url.toString()),
          "",
          scenario.pack());
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
                Demo.NAMESPACE,
                Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    var reference = "{\"provider\": \"openai\", \"secret\": \"%s\"}".formatted(KEY_SECRET);
    return instance.formatted(
            scenario.instance(),
            Demo.NAMESPACE,
            JsonStrings.quote(model.name()),
            JsonStrings.quote(url.toString()),
            reference,
            scenario.pack())
        + secret;
  }
}

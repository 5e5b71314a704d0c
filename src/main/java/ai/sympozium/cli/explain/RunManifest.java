package ai.sympozium.cli.explain;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that somebody means to create.
 *
 * @param title what to call it; absent when nobody has named it
 * @param run with a name, as the API server would make one up
 * @param written as it is written, with what this version may not know
 */
record RunManifest(@Nullable String title, AgentRun run, GenericKubernetesResource written) {
  /** What the API server takes at most. */
  private static final int MAX_BYTES = 3 * 1024 * 1024;

  private static final String API_VERSION = SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION;

  /**
   * Reads one AgentRun as YAML or JSON.
   *
   * @param file a path, or {@code -} for the standard input
   */
  static RunManifest read(String file) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandException(ExitCode.USAGE, file + ": is larger than a manifest can be");
      }
      return parse(new String(bytes, StandardCharsets.UTF_8), file);
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, file + ": can't be read: " + e.getMessage());
    }
  }

  static RunManifest parse(String text, String file) {
    JsonNode object = object(text, file);
    if (!API_VERSION.equals(object.path("apiVersion").asText())
        || !"AgentRun".equals(object.path("kind").asText())) {
      throw new CommandException(
          ExitCode.USAGE,
          file
              + ": is no AgentRun of "
              + API_VERSION
              + ". Give one AgentRun, as kubectl create would take it.");
    }
    KubernetesSerialization serialization = ConnectionOptions.serialization();
    GenericKubernetesResource written;
    AgentRun run;
    try {
      written = serialization.convertValue(object, GenericKubernetesResource.class);
      run = serialization.convertValue(object, AgentRun.class);
    } catch (RuntimeException e) {
      throw new CommandException(ExitCode.USAGE, file + ": " + first(e));
    }
    require(run.getSpec(), file, "spec");
    require(run.getSpec().instanceRef(), file, "spec.instanceRef");
    require(run.getSpec().task(), file, "spec.task");
    ObjectMeta meta = run.getMetadata();
    String title = meta.getName() == null ? meta.getGenerateName() : meta.getName();
    require(title, file, "metadata.name");
    if (meta.getName() == null) {
      meta.setName(meta.getGenerateName() + "xxxxx");
    }
    return new RunManifest(title, run, written);
  }

  /** The run that somebody would start who has named an instance alone. */
  static RunManifest ofInstance(String instance) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.put("apiVersion", API_VERSION).put("kind", "AgentRun");
    run.putObject("metadata").put("generateName", "explain-");
    run.putObject("spec").put("instanceRef", instance).put("task", "explain");
    RunManifest manifest = parse(run.toString(), instance);
    return new RunManifest(null, manifest.run(), manifest.written());
  }

  RunManifest in(String namespace) {
    run.getMetadata().setNamespace(namespace);
    written.getMetadata().setNamespace(namespace);
    return this;
  }

  /** The one object of the text; JSON is YAML too. */
  private static JsonNode object(String text, String file) {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(text)) {
      List<JsonNode> all =
          documents.readAll().stream().filter(document -> !document.isNull()).toList();
      if (all.size() != 1 || !all.getFirst().isObject()) {
        throw new CommandException(
            ExitCode.USAGE, file + ": is not one object. Give one AgentRun.");
      }
      return all.getFirst();
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, file + ": is neither YAML nor JSON: " + first(e));
    }
  }

  private static void require(@Nullable Object value, String file, String field) {
    if (value == null) {
      throw new CommandException(ExitCode.USAGE, file + ": " + field + " is missing");
    }
  }

  /** The first line of what the parser says; the others point into its own classes. */
  private static String first(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}

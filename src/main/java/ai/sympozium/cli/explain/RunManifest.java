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
 * A run that a user wants to create.
 *
 * @param title name or generateName of the manifest; absent for a run of an instance
 * @param run the run with a name, which the API server would otherwise generate
 * @param source the manifest including fields that this version does not know
 */
public record RunManifest(@Nullable String title, AgentRun run, GenericKubernetesResource source) {
  /** Largest object that the API server accepts. */
  private static final int MAX_BYTES = 3 * 1024 * 1024;

  private static final String API_VERSION = SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION;

  /**
   * Reads one AgentRun as YAML or JSON.
   *
   * @param file a path, or {@code -} for the standard input
   */
  public static RunManifest read(String file) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandException(ExitCode.USAGE, file + ": is larger than 3 MiB");
      }
      return parse(new String(bytes, StandardCharsets.UTF_8), file);
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, file + ": cannot be read: " + e.getMessage());
    }
  }

  static RunManifest parse(String text, String file) {
    JsonNode object = object(text, file);
    if (!API_VERSION.equals(object.path("apiVersion").asText())
        || !"AgentRun".equals(object.path("kind").asText())) {
      throw new CommandException(
          ExitCode.USAGE,
          file + ": is not an AgentRun of " + API_VERSION + ". Use the manifest of one AgentRun.");
    }
    KubernetesSerialization serialization = ConnectionOptions.serialization();
    GenericKubernetesResource source;
    AgentRun run;
    try {
      source = serialization.convertValue(object, GenericKubernetesResource.class);
      run = serialization.convertValue(object, AgentRun.class);
    } catch (RuntimeException e) {
      throw new CommandException(ExitCode.USAGE, file + ": " + firstLine(e));
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
    return new RunManifest(title, run, source);
  }

  /** Creates the run that a user would start with the name of an instance alone. */
  static RunManifest ofInstance(String instance) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.put("apiVersion", API_VERSION).put("kind", "AgentRun");
    run.putObject("metadata").put("generateName", "explain-");
    run.putObject("spec").put("instanceRef", instance).put("task", "explain");
    RunManifest manifest = parse(run.toString(), instance);
    return new RunManifest(null, manifest.run(), manifest.source());
  }

  /** Returns the manifest of a run without further settings. */
  public static GenericKubernetesResource of(String instance, String task) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.put("apiVersion", API_VERSION).put("kind", "AgentRun");
    run.putObject("metadata").put("generateName", instance + "-");
    run.putObject("spec").put("instanceRef", instance).put("task", task);
    return ConnectionOptions.serialization().convertValue(run, GenericKubernetesResource.class);
  }

  RunManifest in(String namespace) {
    run.getMetadata().setNamespace(namespace);
    source.getMetadata().setNamespace(namespace);
    return this;
  }

  /** Reads the only object of the text. JSON is valid YAML. */
  private static JsonNode object(String text, String file) {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(text)) {
      List<JsonNode> all =
          documents.readAll().stream().filter(document -> !document.isNull()).toList();
      if (all.size() != 1 || !all.getFirst().isObject()) {
        throw new CommandException(
            ExitCode.USAGE, file + ": is not one object. Use the manifest of one AgentRun.");
      }
      return all.getFirst();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, file + ": is neither YAML nor JSON: " + firstLine(e));
    }
  }

  private static void require(@Nullable Object value, String file, String field) {
    if (value == null) {
      throw new CommandException(ExitCode.USAGE, file + ": " + field + " is missing");
    }
  }

  /** Returns the first line of the parser's message; the other lines name its classes. */
  private static String firstLine(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}

package ai.sympozium.cli.explain;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.cluster.ManifestFile;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * A run that a user wants to create.
 *
 * @param title name or generateName of the manifest; absent for a run of an instance
 * @param run the run with a name, which the API server would otherwise generate
 * @param source the manifest including fields that this version does not know
 */
public record RunManifest(@Nullable String title, AgentRun run, GenericKubernetesResource source) {
  private static final String API_VERSION = SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION;

  /**
   * Reads one AgentRun as YAML or JSON.
   *
   * @param file a path, or {@code -} for the standard input
   */
  public static RunManifest read(String file) {
    return parse(ManifestFile.read(file), file);
  }

  static RunManifest parse(String text, String file) {
    JsonNode object = ManifestFile.parse(text, file, "an AgentRun");
    GenericKubernetesResource source =
        ManifestFile.convert(object, GenericKubernetesResource.class, file);
    AgentRun run = ManifestFile.convert(object, AgentRun.class, file);
    require(run.getSpec(), file, "spec");
    String instance = run.getSpec().instanceRef();
    require(instance.isEmpty() ? null : instance, file, "spec.instanceRef");
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

  private static void require(@Nullable Object value, String file, String field) {
    if (value == null) {
      throw new CommandException(ExitCode.USAGE, file + ": " + field + " is missing");
    }
  }
}

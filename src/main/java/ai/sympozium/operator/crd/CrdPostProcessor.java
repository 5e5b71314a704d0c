package ai.sympozium.operator.crd;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the generated CustomResourceDefinitions what the generator has no annotation for: the
 * required spec, lists that are merged by key, the order of the columns, bounds of all fields, and
 * descriptions of kinds, conditions and imagePullSecrets.
 */
public class CrdPostProcessor implements CRDPostProcessor {
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "AgentRun", AgentRun.class,
          "ChannelMessage", ChannelMessage.class,
          "SkillPack", SkillPack.class,
          "SympoziumInstance", SympoziumInstance.class,
          "SympoziumSchedule", SympoziumSchedule.class);

  private static final List<String> SKILL_KEYS = List.of("skillPackRef", "configMapRef");

  private static final Map<String, String> KIND_DESCRIPTIONS =
      Map.of(
          "AgentRun", "One run of an agent: a task that one short-lived pod performs.",
          "ChannelMessage",
              "A message that the connector of an instance delivers, and the outcome of its"
                  + " delivery.",
          "SkillPack",
              "A skill that can be attached to agents: documents, a container and its permissions.",
          "SympoziumInstance", "Description of an agent: model, skills and prompt of its runs.",
          "SympoziumSchedule", "A task of an instance that is due at times of a cron expression.");

  private static final Map<String, String> CONDITION_DESCRIPTIONS =
      Map.of(
          "type", "Type of the condition.",
          "status", "True, False or Unknown.",
          "reason", "Reason in CamelCase, for programs.",
          "message", "Reason in a sentence, and the fix.",
          "lastTransitionTime", "Time of the last change of the status, RFC 3339.",
          "observedGeneration", "Generation of the spec that the condition was computed from.");

  @Override
  public HasMetadata process(HasMetadata generated, String version) {
    if (generated instanceof CustomResourceDefinition crd) {
      String kind = crd.getSpec().getNames().getKind();
      for (CustomResourceDefinitionVersion v : crd.getSpec().getVersions()) {
        complete(v, KINDS.get(kind));
        if (kind.equals("SympoziumInstance")) {
          // Several owners can apply the skills of an instance, each its own.
          field(v.getSchema().getOpenAPIV3Schema(), "spec")
              .flatMap(spec -> field(spec, "skills"))
              .ifPresent(CrdPostProcessor::mergeSkills);
        }
        field(v.getSchema().getOpenAPIV3Schema(), "spec")
            .flatMap(spec -> field(spec, "skills"))
            .ifPresent(CrdPostProcessor::completeSkillRefs);
        OriginalFields.apply(kind, v.getSchema().getOpenAPIV3Schema());
        describe(v.getSchema().getOpenAPIV3Schema(), KIND_DESCRIPTIONS.get(kind));
        rejectEmptyStringsInRules(v.getSchema().getOpenAPIV3Schema());
        completeTools(v.getSchema().getOpenAPIV3Schema());
        SchemaBounds.apply(v.getSchema().getOpenAPIV3Schema());
      }
    }
    return generated;
  }

  private static void complete(CustomResourceDefinitionVersion version, @Nullable Class<?> kind) {
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setRequired(List.of("spec"));
    JSONSchemaProps status = root.getProperties().get("status");
    if (status != null) {
      mergeByKey(status, "conditions", "type");
      mergeByKey(status, "skills", "name");
      mergeByKey(status, "attachedSkills", "name");
    }
    if (kind != null) {
      List<String> order = new ArrayList<>();
      for (var column : kind.getAnnotationsByType(AdditionalPrinterColumn.class)) {
        order.add(column.name());
      }
      List<CustomResourceColumnDefinition> columns =
          new ArrayList<>(version.getAdditionalPrinterColumns());
      columns.sort(Comparator.comparingInt(c -> order.indexOf(c.getName())));
      version.setAdditionalPrinterColumns(columns);
    }
  }

  private static void describe(JSONSchemaProps root, @Nullable String description) {
    root.setDescription(description);
    JSONSchemaProps spec = root.getProperties().get("spec");
    if (spec != null) {
      spec.setDescription("Desired state.");
      completePullSecrets(spec);
      mergeByKey(spec, "channels", "type");
    }
    JSONSchemaProps status = root.getProperties().get("status");
    if (status != null) {
      status.setDescription("Observed state.");
      JSONSchemaProps conditions = status.getProperties().get("conditions");
      if (conditions != null) {
        conditions
            .getItems()
            .getSchema()
            .getProperties()
            .forEach((name, field) -> field.setDescription(CONDITION_DESCRIPTIONS.get(name)));
      }
    }
  }

  private static void mergeSkills(JSONSchemaProps skills) {
    skills.setXKubernetesListType("map");
    skills.setXKubernetesListMapKeys(SKILL_KEYS);
  }

  /** Each entry has one of the keys. Keys of a list must be required or have a default. */
  private static void completeSkillRefs(JSONSchemaProps skills) {
    SKILL_KEYS.stream()
        .flatMap(key -> field(skills.getItems().getSchema(), key).stream())
        .forEach(key -> key.setDefault(TextNode.valueOf("")));
  }

  /**
   * The name of a tool is unique in its pack. Its parameters are a JSON schema of any content, and
   * the arguments of a call any object.
   */
  private static void completeTools(JSONSchemaProps root) {
    field(root, "spec")
        .flatMap(spec -> field(spec, "sidecar"))
        .flatMap(sidecar -> field(sidecar, "tools"))
        .ifPresent(tools -> {
          tools.setXKubernetesListType("map");
          tools.setXKubernetesListMapKeys(List.of("name"));
          field(tools.getItems().getSchema(), "parameters")
              .ifPresent(parameters -> parameters.setType("object"));
        });
    field(root, "spec")
        .flatMap(spec -> field(spec, "toolCall"))
        .flatMap(call -> field(call, "arguments"))
        .ifPresent(arguments -> arguments.setType("object"));
  }

  private static Optional<JSONSchemaProps> field(JSONSchemaProps schema, String name) {
    return Optional.ofNullable(schema.getProperties().get(name));
  }

  /** The authorizer matches an empty resource name with requests that have no name. */
  private static void rejectEmptyStringsInRules(JSONSchemaProps schema) {
    Stream.of("resources", "verbs", "resourceNames")
        .map(schema.getProperties()::get)
        .filter(list -> list != null && "array".equals(list.getType()))
        .map(list -> list.getItems().getSchema())
        .filter(item -> "string".equals(item.getType()))
        .forEach(item -> item.setMinLength(1L));
    schema.getProperties().values().forEach(CrdPostProcessor::rejectEmptyStringsInRules);
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      rejectEmptyStringsInRules(schema.getItems().getSchema());
    }
  }

  private static void mergeByKey(JSONSchemaProps status, String list, String key) {
    JSONSchemaProps items = status.getProperties().get(list);
    if (items != null && "array".equals(items.getType())) {
      items.setXKubernetesListType("map");
      items.setXKubernetesListMapKeys(List.of(key));
      items.getItems().getSchema().setRequired(required(list, key));
    }
  }

  /**
   * The items are fabric8's LocalObjectReference, which has neither description nor required name.
   */
  private static void completePullSecrets(JSONSchemaProps spec) {
    JSONSchemaProps secrets = spec.getProperties().get("imagePullSecrets");
    if (secrets != null) {
      JSONSchemaProps reference = secrets.getItems().getSchema();
      reference.setRequired(List.of("name"));
      reference
          .getProperties()
          .values()
          .forEach(name -> name.setDescription("Name of the Secret."));
    }
  }

  /** Follows the Kubernetes API conventions for conditions. */
  private static List<String> required(String list, String key) {
    return list.equals("conditions")
        ? List.of("type", "status", "lastTransitionTime", "reason", "message")
        : List.of(key);
  }
}

package ai.sympozium.operator.crd;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
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

/**
 * Says in the CustomResourceDefinitions what the generator has no annotation for: that a spec is
 * required, that conditions and skills are maps by name, the order of the columns, and what {@code
 * kubectl explain} tells of the kinds themselves and of conditions.
 */
public class CrdPostProcessor implements CRDPostProcessor {
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "AgentRun", AgentRun.class,
          "SkillPack", SkillPack.class,
          "SympoziumInstance", SympoziumInstance.class);

  private static final Map<String, String> KIND_DESCRIPTIONS =
      Map.of(
          "AgentRun", "One run of an agent: a task, carried out in one short-lived pod.",
          "SkillPack",
              "A skill that can be attached to agents: texts, a container, and the rights of that"
                  + " container.",
          "SympoziumInstance", "The description of an agent that runs are made from.");

  private static final Map<String, String> CONDITION_DESCRIPTIONS =
      Map.of(
          "type", "What the condition is about.",
          "status", "True, False or Unknown.",
          "reason", "Why, in one word.",
          "message", "Why, in sentences, and what to do.",
          "lastTransitionTime", "When the status last changed, RFC 3339.",
          "observedGeneration", "Generation of the spec that the condition speaks of.");

  @Override
  public HasMetadata process(HasMetadata generated, String version) {
    if (generated instanceof CustomResourceDefinition crd) {
      String kind = crd.getSpec().getNames().getKind();
      for (CustomResourceDefinitionVersion v : crd.getSpec().getVersions()) {
        correct(v, KINDS.get(kind));
        describe(v.getSchema().getOpenAPIV3Schema(), KIND_DESCRIPTIONS.get(kind));
      }
    }
    return generated;
  }

  private static void correct(
      CustomResourceDefinitionVersion version, @org.jspecify.annotations.Nullable Class<?> kind) {
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setRequired(List.of("spec"));
    JSONSchemaProps status = root.getProperties().get("status");
    if (status != null) {
      keyed(status, "conditions", "type");
      keyed(status, "skills", "name");
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

  private static void describe(
      JSONSchemaProps root, @org.jspecify.annotations.Nullable String description) {
    root.setDescription(description);
    JSONSchemaProps spec = root.getProperties().get("spec");
    if (spec != null) {
      spec.setDescription("What is wanted.");
    }
    JSONSchemaProps status = root.getProperties().get("status");
    if (status != null) {
      status.setDescription("What there is of it.");
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

  private static void keyed(JSONSchemaProps status, String list, String key) {
    JSONSchemaProps items = status.getProperties().get(list);
    if (items != null && "array".equals(items.getType())) {
      items.setXKubernetesListType("map");
      items.setXKubernetesListMapKeys(List.of(key));
      items.getItems().getSchema().setRequired(required(list, key));
    }
  }

  /** As the API conventions have it for conditions. */
  private static List<String> required(String list, String key) {
    return list.equals("conditions")
        ? List.of("type", "status", "lastTransitionTime", "reason", "message")
        : List.of(key);
  }
}

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
 * required, that conditions and skills are maps by name, and the order of the columns.
 */
public class CrdCorrections implements CRDPostProcessor {
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "AgentRun", AgentRun.class,
          "SkillPack", SkillPack.class,
          "SympoziumInstance", SympoziumInstance.class);

  @Override
  public HasMetadata process(HasMetadata generated, String version) {
    if (generated instanceof CustomResourceDefinition crd) {
      Class<?> kind = KINDS.get(crd.getSpec().getNames().getKind());
      crd.getSpec().getVersions().forEach(v -> correct(v, kind));
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

package ai.sympozium.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A skill that can be attached to agents: documents, a container and its permissions. */
@Group(SympoziumLabels.GROUP)
@Version(SympoziumLabels.VERSION)
@ShortNames("sp")
@Categories("sympozium")
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$')",
    message =
        "metadata.name: The name is not valid in a container name. Use at most 52 lower-case"
            + " letters, digits and dashes, for example k8s-ops.")
@AdditionalPrinterColumn(name = "Category", jsonPath = ".spec.category", type = Type.STRING)
@AdditionalPrinterColumn(name = "Version", jsonPath = ".spec.version", type = Type.STRING)
@AdditionalPrinterColumn(name = "Skills", jsonPath = ".status.skillCount", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Rules", jsonPath = ".status.ruleCount", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Image",
    jsonPath = ".spec.sidecar.image",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Programs",
    jsonPath = ".status.requiredPrograms",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Tools",
    jsonPath = ".status.requiredTools",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Network",
    jsonPath = ".spec.network",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Source",
    jsonPath = ".spec.source",
    type = Type.STRING,
    priority = 1)
public class SkillPack extends CustomResource<SkillPackSpec, SkillPackStatus>
    implements Namespaced {
  @Override
  protected @Nullable SkillPackSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable SkillPackStatus initStatus() {
    return null;
  }
}

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

/** Description of an agent: model, skills and prompt of its runs. */
@Group(SympoziumLabels.GROUP)
@Version(SympoziumLabels.VERSION)
@ShortNames("si")
@Categories("sympozium")
@ValidationRule(
    value = "self.metadata.name.size() <= 63",
    message =
        "metadata.name: The name is too long for the labels of the runs' objects. Use at most 63"
            + " characters.")
@AdditionalPrinterColumn(
    name = "Model",
    jsonPath = ".spec.agents.default.model",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Skills", jsonPath = ".status.skills", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Runs", jsonPath = ".status.totalAgentRuns", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Active", jsonPath = ".status.activeAgentPods", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Endpoint", jsonPath = ".status.endpoint.url", type = Type.STRING)
@AdditionalPrinterColumn(name = "Serving", jsonPath = ".status.endpoint.ready", type = Type.BOOLEAN)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class SympoziumInstance
    extends CustomResource<SympoziumInstanceSpec, SympoziumInstanceStatus> implements Namespaced {
  @Override
  protected @Nullable SympoziumInstanceSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable SympoziumInstanceStatus initStatus() {
    return null;
  }
}

package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
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

/** One run of an agent: a task that one short-lived pod performs. */
@Group(SympoziumLabels.GROUP)
@Version(SympoziumLabels.VERSION)
@ShortNames("arun")
@Categories("sympozium")
@ValidationRule(
    value = "!has(oldSelf.spec) || self.spec == oldSelf.spec",
    message = "spec: The spec of a run is immutable. Create another AgentRun.")
@ValidationRule(
    value = "self.metadata.name.size() <= 63",
    message =
        "metadata.name: The name is too long for the labels of the run's objects. Use at most 63"
            + " characters.")
@AdditionalPrinterColumn(
    name = "Instance",
    jsonPath = ".spec['instanceRef','agentRef']",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(name = "Skills", jsonPath = ".status.summary.skills", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Tools",
    jsonPath = ".status.tokenUsage.toolCalls",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Tokens",
    jsonPath = ".status.tokenUsage.totalTokens",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Revoked",
    jsonPath = ".status.summary.revocationDuration",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Duration",
    jsonPath = ".status.summary.duration",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Pod",
    jsonPath = ".status.podName",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Error",
    jsonPath = ".status.error",
    type = Type.STRING,
    priority = 1)
public class AgentRun extends CustomResource<AgentRunSpec, AgentRunStatus> implements Namespaced {
  /** Returns whether the status is final. A run without a status is not. */
  @JsonIgnore
  public boolean isFinal() {
    return getStatus() != null && getStatus().isFinal();
  }

  @Override
  protected @Nullable AgentRunSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable AgentRunStatus initStatus() {
    return null;
  }
}

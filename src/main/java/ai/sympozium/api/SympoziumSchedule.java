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

/** A task of an instance that is due at times of a cron expression. */
@Group(SympoziumLabels.GROUP)
@Version(SympoziumLabels.VERSION)
@ShortNames("ssched")
@Categories("sympozium")
@ValidationRule(
    value = "self.metadata.name.size() <= 63",
    message =
        "metadata.name: The name is too long for the labels of the schedule's runs. Use at most 63"
            + " characters.")
@AdditionalPrinterColumn(name = "Instance", jsonPath = ".spec.instanceRef", type = Type.STRING)
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.schedule", type = Type.STRING)
@AdditionalPrinterColumn(name = "Time zone", jsonPath = ".spec.timeZone", type = Type.STRING)
@AdditionalPrinterColumn(name = "Suspend", jsonPath = ".spec.suspend", type = Type.BOOLEAN)
@AdditionalPrinterColumn(name = "Last", jsonPath = ".status.lastScheduleTime", type = Type.DATE)
@AdditionalPrinterColumn(name = "Outcome", jsonPath = ".status.lastOutcome", type = Type.STRING)
@AdditionalPrinterColumn(name = "Next", jsonPath = ".status.nextScheduleTime", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(
    name = "Last run",
    jsonPath = ".status.lastRunName",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Duration",
    jsonPath = ".status.lastDuration",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Missed",
    jsonPath = ".status.missedTicks",
    type = Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING,
    priority = 1)
public class SympoziumSchedule
    extends CustomResource<SympoziumScheduleSpec, SympoziumScheduleStatus> implements Namespaced {
  @Override
  protected @Nullable SympoziumScheduleSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable SympoziumScheduleStatus initStatus() {
    return null;
  }
}

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

/** A message that the connector of an instance delivers, and the outcome of its delivery. */
@Group(SympoziumLabels.GROUP)
@Version(SympoziumLabels.VERSION)
@ShortNames("cmsg")
@Categories("sympozium")
@ValidationRule(
    value = "!has(oldSelf.spec) || self.spec == oldSelf.spec",
    message = "spec: The spec of a message is immutable. Create another ChannelMessage.")
@AdditionalPrinterColumn(name = "Instance", jsonPath = ".spec.instanceRef", type = Type.STRING)
@AdditionalPrinterColumn(name = "Channel", jsonPath = ".spec.channel", type = Type.STRING)
@AdditionalPrinterColumn(name = "Chat", jsonPath = ".spec.chatId", type = Type.STRING)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.reason", type = Type.STRING)
@AdditionalPrinterColumn(name = "Attempts", jsonPath = ".status.attempts", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.message",
    type = Type.STRING,
    priority = 1)
public class ChannelMessage extends CustomResource<ChannelMessageSpec, ChannelMessageStatus>
    implements Namespaced {
  @Override
  protected @Nullable ChannelMessageSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable ChannelMessageStatus initStatus() {
    return null;
  }
}

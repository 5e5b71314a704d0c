package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumInstance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Instances and messages of the tests. */
final class ChannelFixture {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private ChannelFixture() {}

  static SympoziumInstance instance(String channels) {
    var instance =
        (SympoziumInstance)
            Manifests.read(
                Manifests.documents(
                        """
                        apiVersion: sympozium.ai/v1alpha1
                        kind: SympoziumInstance
                        metadata: {name: bot, namespace: demo}
                        spec: {agents: {default: {model: m}}, channels: %s}
                        """
                            .formatted(channels))
                    .getFirst());
    instance.getMetadata().setUid("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
    return instance;
  }

  static SympoziumInstance withWebhook() {
    return instance("[{type: webhook, configRef: {secret: hook}}]");
  }

  static ChannelMessage message(String name, @Nullable String chat, Instant createdAt) {
    var message = new ChannelMessage();
    message.getMetadata().setName(name);
    message.getMetadata().setNamespace("demo");
    message.getMetadata().setUid("uid-" + name);
    message.getMetadata().setGeneration(1L);
    message.getMetadata().setCreationTimestamp(createdAt.toString());
    message.setSpec(new ChannelMessageSpec("bot", "webhook", chat, null, "text of " + name));
    return message;
  }
}

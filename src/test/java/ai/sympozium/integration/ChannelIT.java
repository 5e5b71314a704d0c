package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessagePhase;
import ai.sympozium.api.ChannelMessageStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests messages, their limits and their connector. The connector accepts every message. */
@ControlPlaneTest
class ChannelIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  private String namespace = "";

  @BeforeEach
  void createNamespace() {
    namespace = TestCluster.namespace("channels");
    instance("bot", "[{type: webhook, configRef: {secret: hook}}]");
  }

  @AfterEach
  void deleteNamespace() {
    TestCluster.deleteNamespace(namespace);
  }

  private void instance(String name, String channels) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: %s}
        spec: {agents: {default: {model: m}}, channels: %s}
        """
            .formatted(name, channels));
  }

  private void message(String name, String spec) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: ChannelMessage
        metadata: {name: %s}
        spec: {%s}
        """
            .formatted(name, spec));
  }

  private @Nullable ChannelMessageStatus status(String name) {
    return TestCluster.ADMIN
        .resources(ChannelMessage.class)
        .inNamespace(namespace)
        .withName(name)
        .require()
        .getStatus();
  }

  private ChannelMessageStatus awaitFinal(String name) {
    return await("outcome of " + name)
        .atMost(TIMEOUT)
        .until(
            () -> status(name),
            status -> status != null && status.phase() != null && status.phase().isFinal());
  }

  private @Nullable SympoziumInstanceStatus instanceStatus() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .require()
        .getStatus();
  }

  private void awaitCondition(String expected) {
    await(expected)
        .atMost(TIMEOUT)
        .until(
            () -> {
              SympoziumInstanceStatus status = instanceStatus();
              return status == null
                  ? ""
                  : status.conditions().stream()
                      .filter(condition -> condition.getType().equals("ChannelsReady"))
                      .map(Condition::getReason)
                      .findFirst()
                      .orElse("");
            },
            expected::equals);
  }

  private List<Pod> connectors() {
    return TestCluster.ADMIN
        .pods()
        .inNamespace(namespace)
        .withLabel("sympozium.ai/instance-uid")
        .list()
        .getItems();
  }

  @Test
  void shouldDeliverMessageByConnectorAndStoreOutcome() {
    message("good", "instanceRef: bot, channel: webhook, chatId: ops, text: hello");
    message("bad", "instanceRef: bot, channel: webhook, chatId: ops, text: reject this");

    ChannelMessageStatus good = awaitFinal("good");
    ChannelMessageStatus bad = awaitFinal("bad");

    assertThat(good.phase()).isEqualTo(ChannelMessagePhase.SENT);
    assertThat(good.attempts()).isEqualTo(1);
    assertThat(good.sentAt()).isNotNull();
    assertThat(bad.phase()).isEqualTo(ChannelMessagePhase.FAILED);
    assertThat(bad.reason()).isEqualTo("Tested");
    awaitCondition("ConnectorRunning");
  }

  @Test
  void shouldFailMessageThatItsInstanceDoesNotAllow() {
    instance("quiet", "[]");
    message("unknown", "instanceRef: bot, channel: slack, text: hello");
    message("none", "instanceRef: quiet, channel: webhook, text: hello");
    message("absent", "instanceRef: nobody, channel: webhook, text: hello");

    assertThat(awaitFinal("unknown").message()).startsWith("channel: ");
    assertThat(awaitFinal("none").message()).contains("It has no channels.");
    assertThat(awaitFinal("absent").reason()).isEqualTo("InstanceNotFound");
  }

  @Test
  void shouldDeleteConnectorWhenChannelIsDetached() {
    awaitCondition("ConnectorRunning");
    assertThat(connectors()).hasSize(1);

    TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"channels\":null}}");

    await().atMost(TIMEOUT).until(() -> connectors().isEmpty());
    await()
        .atMost(TIMEOUT)
        .until(() -> Objects.requireNonNull(instanceStatus()).connectorPodUID() == null);
  }

  @Test
  void shouldReplaceConnectorWhenItIsDeleted() {
    awaitCondition("ConnectorRunning");
    String first = connectors().getFirst().getMetadata().getUid();

    TestCluster.ADMIN.pods().inNamespace(namespace).delete();

    await()
        .atMost(TIMEOUT)
        .until(() -> {
          String known = Objects.requireNonNull(instanceStatus()).connectorPodUID();
          return known != null && !known.equals(first);
        });
  }

  @Test
  void shouldReportChannelWithoutSecret() {
    TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"channels\":[{\"type\":\"webhook\"}]}}");

    awaitCondition("SecretMissing");
  }

  @Test
  void shouldRejectMessageThatIsChangedOrTooLong() {
    message("one", "instanceRef: bot, channel: webhook, text: hello");

    assertThatThrownBy(() -> message("one", "instanceRef: bot, channel: webhook, text: other"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec: The spec of a message is immutable.");
    assertThatThrownBy(
            () -> message("two", "instanceRef: bot, channel: webhook, text: " + "x".repeat(16_385)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.text");
  }
}

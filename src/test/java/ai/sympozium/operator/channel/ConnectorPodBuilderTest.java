package ai.sympozium.operator.channel;

import static ai.sympozium.operator.channel.ChannelFixture.withWebhook;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.ChannelSpec;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.docs.EnvironmentReference;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.runas.RunAsIds;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConnectorPodBuilderTest {
  private static final ConnectorPodBuilder BUILDER =
      new ConnectorPodBuilder(
          "image",
          "https://gateway:8443",
          List.of("10.0.0.1"),
          new RunPlan.Network(null, "http://proxy.corp:3128", List.of(".corp"), null),
          "AUTHORITIES",
          "PEM",
          ContainerResources.NONE,
          new RunAsIds(1000650000L, 1000650001L));

  @Test
  void shouldConnectThroughProxyOfCluster() {
    assertThat(pod(withWebhook()).getSpec().getContainers().getFirst().getEnv())
        .contains(
            new EnvVar("SYMPOZIUM_HTTPS_PROXY", "http://proxy.corp:3128", null),
            new EnvVar(
                "SYMPOZIUM_NO_PROXY",
                ".corp,localhost,127.0.0.1,::1,.svc,.cluster.local,$(KUBERNETES_SERVICE_HOST)",
                null));
  }

  @Test
  void shouldTrustAuthoritiesOfCluster() {
    assertThat(pod(withWebhook()).getSpec().getContainers().getFirst().getEnv())
        .contains(new EnvVar("SYMPOZIUM_TRUSTED_CA", "AUTHORITIES", null));
  }

  @Test
  void shouldHaveDocumentedVariables() {
    var everything =
        new ConnectorPodBuilder(
            "image",
            "https://gateway:8443",
            List.of("10.0.0.1"),
            new RunPlan.Network("http://proxy:1", "http://proxy:2", List.of(".corp"), null),
            "AUTHORITIES",
            "PEM",
            ContainerResources.NONE,
            new RunAsIds(1000650000L, 1000650001L));
    var instance = withWebhook();
    var pod = everything.build(instance, instance.getSpec().channels().getFirst());

    assertThat(EnvironmentReference.variables("Connectors"))
        .isEqualTo(
            pod.getSpec().getContainers().getFirst().getEnv().stream()
                .map(EnvVar::getName)
                .collect(Collectors.toSet()));
  }

  private static Pod pod(SympoziumInstance instance) {
    ChannelSpec channel = instance.getSpec().channels().getFirst();
    return BUILDER.build(instance, channel);
  }

  @Test
  void shouldBeNamedAfterInstance() {
    Pod pod = pod(withWebhook());

    assertThat(pod.getMetadata().getName()).isEqualTo("bot-channel-0a1b2");
    assertThat(ConnectorPodBuilder.instanceOf("bot-channel-0a1b2")).contains("bot");
    assertThat(ConnectorPodBuilder.instanceOf("channel-0a1b2")).isEmpty();
  }

  @Test
  void shouldHoldNoTokenForApiServer() {
    Pod pod = pod(withWebhook());

    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getServiceAccountName()).isNull();
    assertThat(Serialization.asJson(pod)).containsOnlyOnce("\"serviceAccountToken\"");
    assertThat(Serialization.asJson(pod)).contains("\"audience\":\"sympozium.ai/channel\"");
  }

  @Test
  void shouldReferToSecretWithoutItsContent() {
    assertThat(pod(withWebhook()).getSpec().getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .singleElement()
        .satisfies(volume -> assertThat(volume.getSecret().getSecretName()).isEqualTo("hook"));
  }

  @Test
  void shouldHaveIdsOfNamespaceAndAskNotToBeInjected() {
    Pod pod = pod(withWebhook());

    assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(1000650000L);
    assertThat(pod.getSpec().getSecurityContext().getFsGroup()).isEqualTo(1000650001L);
    assertThat(pod.getMetadata().getLabels()).containsEntry("sidecar.istio.io/inject", "false");
    assertThat(pod.getMetadata().getAnnotations())
        .containsEntry("linkerd.io/inject", "disabled")
        .containsEntry(SympoziumLabels.ANNOTATION_CONTAINERS, "channel");
  }

  @Test
  void shouldChangeHashWhenDescriptionChanges() {
    Pod pod = pod(withWebhook());
    Pod other = pod(ChannelFixture.instance("[{type: webhook, configRef: {secret: other}}]"));

    assertThat(hash(pod)).isEqualTo(hash(pod(withWebhook()))).isNotEqualTo(hash(other));
  }

  private static String hash(Pod pod) {
    return Objects.requireNonNull(
        pod.getMetadata().getAnnotations().get(SympoziumLabels.ANNOTATION_CONFIG_HASH));
  }
}

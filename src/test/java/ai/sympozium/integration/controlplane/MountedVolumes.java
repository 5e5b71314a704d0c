package ai.sympozium.integration.controlplane;

import static org.awaitility.Awaitility.await;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.PodContract;
import ai.sympozium.integration.controlplane.GatewayCaller.Identity;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what the kubelet would mount into one pod: ConfigMap files and tokens of the pod.
 *
 * @param kubelet client with the identity of the pod's node: only kubelets may request these tokens
 */
record MountedVolumes(KubernetesClient admin, KubernetesClient kubelet, Pod pod) {
  private static final Duration AUTHORIZATION_TIMEOUT = Duration.ofSeconds(10);

  /** Whether a container of the pod gets a token for an audience. */
  boolean hasToken(String audience) {
    return identityVolume(audience).isPresent();
  }

  /** Requests a token for an audience, bound to the pod, and reads the CA certificate beside it. */
  Identity identity(String audience) {
    // The authorizer of nodes learns of a bound pod a moment later.
    String token =
        await("token for " + audience)
            .atMost(AUTHORIZATION_TIMEOUT)
            .pollInterval(Duration.ofMillis(20))
            .ignoreException(KubernetesClientException.class)
            .until(() -> requestToken(audience), Objects::nonNull);
    return new Identity(
        token,
        file(identityVolume(audience).stream(), PodContract.GATEWAY_CA_FILE)
            .orElseGet(() ->
                pod.getMetadata().getAnnotations().get(SympoziumLabels.ANNOTATION_GATEWAY_CA)));
  }

  private String requestToken(String audience) {
    return kubelet
        .serviceAccounts()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getSpec().getServiceAccountName())
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endBoundObjectRef()
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  /** Returns the transcript to replay, or an empty string if the agent uses another provider. */
  String replayedTranscript() {
    return file(volumes(), PodContract.REPLAY_FILE).orElse("");
  }

  /** Whether all ConfigMaps exist. The kubelet starts no container before. */
  boolean areAvailable() {
    return volumes()
        .flatMap(MountedVolumes::configMaps)
        .allMatch(source -> configMap(source) != null);
  }

  private Optional<String> file(Stream<Volume> volumes, String path) {
    return volumes
        .flatMap(MountedVolumes::configMaps)
        .flatMap(source ->
            source.getItems().stream()
                .filter(item -> item.getPath().equals(path))
                .map(
                    item -> Objects.requireNonNull(configMap(source)).getData().get(item.getKey())))
        .findFirst();
  }

  private @org.jspecify.annotations.Nullable ConfigMap configMap(ConfigMapProjection source) {
    return admin
        .configMaps()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(source.getName())
        .get();
  }

  private Optional<Volume> identityVolume(String audience) {
    return volumes()
        .filter(volume ->
            sources(volume)
                .map(VolumeProjection::getServiceAccountToken)
                .anyMatch(token -> token != null && audience.equals(token.getAudience())))
        .findFirst();
  }

  private Stream<Volume> volumes() {
    return pod.getSpec().getVolumes().stream();
  }

  private static Stream<ConfigMapProjection> configMaps(Volume volume) {
    return sources(volume).map(VolumeProjection::getConfigMap).filter(Objects::nonNull);
  }

  private static Stream<VolumeProjection> sources(Volume volume) {
    return Stream.ofNullable(volume.getProjected())
        .flatMap(projected ->
            Objects.requireNonNullElse(projected.getSources(), List.<VolumeProjection>of())
                .stream());
  }
}

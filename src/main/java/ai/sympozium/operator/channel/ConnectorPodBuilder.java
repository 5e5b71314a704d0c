package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelSpec;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.agentrun.pod.ContainerTemplate;
import ai.sympozium.operator.agentrun.pod.IdentityVolume;
import ai.sympozium.operator.agentrun.pod.PodMarks;
import ai.sympozium.operator.agentrun.pod.ProxyVariables;
import ai.sympozium.operator.agentrun.pod.RoleCommand;
import ai.sympozium.operator.kube.OwnerReferences;
import ai.sympozium.operator.runas.RunAsIds;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.runtime.util.HashUtil;
import java.util.List;
import java.util.Optional;

/**
 * Builds the pod that delivers the messages of an instance, as a pure function. It mounts the
 * Secret of the channel, so that the operator never reads it. It has no permissions: its token is
 * for the gateway only.
 *
 * @param image image of the operator
 * @param allow inner addresses that an administrator allows
 * @param network how the connector reaches servers outside of the cluster
 * @param trustedAuthorities certificate authorities of the cluster in PEM format, or an empty text
 * @param authority certificate of the gateway's authority
 * @param ids user and group of the container
 */
record ConnectorPodBuilder(
    String image,
    String gatewayUrl,
    List<String> allow,
    RunPlan.Network network,
    String trustedAuthorities,
    String authority,
    ContainerResources resources,
    RunAsIds ids) {
  private static final String MIDDLE = "-channel-";
  private static final int UID_CHARACTERS = 5;
  private static final long LIFETIME_SECONDS = 24 * 60 * 60L;
  private static final long GRACE_SECONDS = 20;

  static String name(SympoziumInstance instance) {
    return instance.getMetadata().getName()
        + MIDDLE
        + instance.getMetadata().getUid().replace("-", "").substring(0, UID_CHARACTERS);
  }

  /** Returns the instance that a pod of this name would be for. */
  static Optional<String> instanceOf(String podName) {
    int end = podName.length() - UID_CHARACTERS - MIDDLE.length();
    return end > 0 && podName.startsWith(MIDDLE, end)
        ? Optional.of(podName.substring(0, end))
        : Optional.empty();
  }

  Pod build(SympoziumInstance instance, ChannelSpec channel) {
    Pod pod = pod(instance, channel);
    pod.getMetadata()
        .getAnnotations()
        .put(SympoziumLabels.ANNOTATION_CONFIG_HASH, HashUtil.sha256(Serialization.asJson(pod)));
    return pod;
  }

  private Pod pod(SympoziumInstance instance, ChannelSpec channel) {
    PodSpec spec = spec(instance, channel);
    return new PodBuilder()
        .withNewMetadata()
        .withName(name(instance))
        .withNamespace(instance.getMetadata().getNamespace())
        .addToLabels(SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY)
        .addToLabels(SympoziumLabels.LABEL_INSTANCE, instance.getMetadata().getName())
        .addToLabels(SympoziumLabels.LABEL_INSTANCE_UID, instance.getMetadata().getUid())
        .addToLabels(PodMarks.labels())
        .withAnnotations(PodMarks.annotations(spec))
        .addToAnnotations(SympoziumLabels.ANNOTATION_GATEWAY_CA, authority)
        .withOwnerReferences(OwnerReferences.ofController(instance))
        .endMetadata()
        .withSpec(spec)
        .build();
  }

  private PodSpec spec(SympoziumInstance instance, ChannelSpec channel) {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withActiveDeadlineSeconds(LIFETIME_SECONDS)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withEnableServiceLinks(false)
        .withAutomountServiceAccountToken(false)
        .withImagePullSecrets(instance.getSpec().imagePullSecrets())
        .withSecurityContext(ids.securityContext())
        .withContainers(container())
        .withVolumes(
            IdentityVolume.of("identity", ConnectorContract.AUDIENCE),
            settings(channel),
            memory("tmp"),
            memory("shm"))
        .build();
  }

  private Container container() {
    return new ContainerTemplate(image, resources)
        .ofRole(ConnectorContract.CONTAINER, "10m", "64Mi", "160Mi")
        .withCommand(RoleCommand.CHANNEL.command())
        .addNewEnv()
        .withName(PodContract.ENV_GATEWAY)
        .withValue(gatewayUrl)
        .endEnv()
        .addNewEnv()
        .withName(ConnectorContract.ENV_WEBHOOK_ALLOW)
        .withValue(String.join(",", allow))
        .endEnv()
        .addAllToEnv(ProxyVariables.ofRole(network))
        .addAllToEnv(trust())
        .withVolumeMounts(
            ContainerTemplate.readOnly("identity", PodContract.IDENTITY_PATH),
            ContainerTemplate.readOnly("settings", ConnectorContract.SETTINGS_PATH),
            ContainerTemplate.writable("tmp", PodContract.TMP_PATH),
            ContainerTemplate.writable("shm", PodContract.SHARED_MEMORY_PATH))
        .build();
  }

  private List<EnvVar> trust() {
    return trustedAuthorities.isEmpty()
        ? List.of()
        : List.of(new EnvVar(PodContract.ENV_TRUSTED_CA, trustedAuthorities, null));
  }

  /** Optional: the connector reports a Secret or key that is missing. */
  private static Volume settings(ChannelSpec channel) {
    return new VolumeBuilder()
        .withName("settings")
        .withNewSecret()
        .withSecretName(channel.secretName())
        .withOptional(true)
        .endSecret()
        .build();
  }

  private static Volume memory(String name) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity("8Mi"))
        .endEmptyDir()
        .build();
  }
}

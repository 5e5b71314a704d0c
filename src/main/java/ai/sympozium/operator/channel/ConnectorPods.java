package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelSpec;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.plan.InvalidTrustedCAException;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.OwnerReferences;
import ai.sympozium.operator.runas.InvalidIdRangeException;
import ai.sympozium.operator.runas.RunAsIdReader;
import ai.sympozium.operator.tls.GatewayCertificates;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates the connector of an instance with channels, replaces it when it has stopped or its
 * description has changed, and deletes it when the channels are detached.
 *
 * <p>The status of the instance names the one pod that may deliver messages, because any user who
 * can create pods can create one that resembles it.
 *
 * <p>Crash-safe: the pod has a derived name. If the process dies before the status names a new pod,
 * the next reconcile deletes that pod and creates another.
 */
@ApplicationScoped
public class ConnectorPods {
  private static final Set<String> FINAL_PHASES = Set.of("Succeeded", "Failed");

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final GatewayCertificates certificates;
  private final RunAsIdReader ids;
  private final ContainerResources resources;
  private final LiveClusterReader cluster;

  ConnectorPods(
      KubernetesClient client,
      OperatorConfig config,
      GatewayCertificates certificates,
      RunAsIdReader ids,
      ContainerResources resources,
      LiveClusterReader cluster) {
    this.client = client;
    this.config = config;
    this.certificates = certificates;
    this.ids = ids;
    this.resources = resources;
    this.cluster = cluster;
  }

  /** Brings the connector to the state that the channels of the instance need. */
  public ConnectorState reconcile(SympoziumInstance instance) {
    try {
      return tryReconcile(instance);
    } catch (InvalidIdRangeException | InvalidTrustedCAException e) {
      return ConnectorState.rejected(instance, e.getMessage());
    }
  }

  private ConnectorState tryReconcile(SympoziumInstance instance) {
    Optional<ChannelSpec> channel =
        instance.isMarkedForDeletion() ? Optional.empty() : ChannelRules.webhook(instance);
    SympoziumInstanceStatus status = instance.getStatus();
    String known = status == null ? null : status.connectorPodUID();
    if (channel.isEmpty() && known == null) {
      return ConnectorState.without(instance);
    }
    Pod found =
        client
            .pods()
            .inNamespace(instance.getMetadata().getNamespace())
            .withName(ConnectorPodBuilder.name(instance))
            .get();
    Pod wanted = channel.map(c -> builder(instance).build(instance, c)).orElse(null);
    if (found == null) {
      return wanted == null ? ConnectorState.without(instance) : create(instance, wanted);
    }
    if (wanted != null && isCurrent(found, wanted, known)) {
      return ConnectorState.running(instance, found);
    }
    if (!isOwned(found, instance)) {
      return ConnectorState.conflict(instance, found);
    }
    delete(found);
    return wanted == null ? ConnectorState.without(instance) : ConnectorState.replacing(instance);
  }

  /** Returns the instance that a pod of this name would be for. */
  public static Optional<String> instanceOf(String podName) {
    return ConnectorPodBuilder.instanceOf(podName);
  }

  private ConnectorPodBuilder builder(SympoziumInstance instance) {
    return new ConnectorPodBuilder(
        config.image(),
        config.gatewayUrl(),
        config.webhookAllow(),
        cluster.network(),
        cluster.trustedAuthorities(),
        certificates.authority(),
        resources,
        ids.of(instance.getMetadata().getNamespace()));
  }

  private ConnectorState create(SympoziumInstance instance, Pod wanted) {
    try {
      return ConnectorState.running(instance, client.resource(wanted).create());
    } catch (KubernetesClientException e) {
      if (ApiErrors.isConflict(e)) {
        return ConnectorState.replacing(instance);
      }
      if (ApiErrors.isRejected(e)) {
        return ConnectorState.rejected(instance, ApiErrors.describe(e));
      }
      throw e;
    }
  }

  private void delete(Pod pod) {
    if (!pod.isMarkedForDeletion()) {
      client.resource(pod).lockResourceVersion(pod.getMetadata().getResourceVersion()).delete();
    }
  }

  private static boolean isCurrent(Pod found, Pod wanted, @Nullable String knownUID) {
    return found.getMetadata().getUid().equals(knownUID)
        && !found.isMarkedForDeletion()
        && !FINAL_PHASES.contains(Objects.requireNonNullElse(found.getStatus().getPhase(), ""))
        && Objects.equals(hash(found), hash(wanted));
  }

  private static @Nullable String hash(Pod pod) {
    return pod.getMetadata().getAnnotations() == null
        ? null
        : pod.getMetadata().getAnnotations().get(SympoziumLabels.ANNOTATION_CONFIG_HASH);
  }

  /** Checks whether a pod claims to be the connector, so that it is deleted with the instance. */
  private static boolean isOwned(Pod pod, SympoziumInstance instance) {
    String uid = instance.getMetadata().getUid();
    return OwnerReferences.isOwnedBy(pod.getMetadata(), uid)
        && pod.getMetadata().getLabels() != null
        && uid.equals(pod.getMetadata().getLabels().get(SympoziumLabels.LABEL_INSTANCE_UID));
  }
}

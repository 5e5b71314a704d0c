package ai.sympozium.operator.endpoint;

import ai.sympozium.api.EndpointStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.plan.InvalidTrustedCAException;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.runas.InvalidIdRangeException;
import ai.sympozium.operator.runas.RunAsIdReader;
import ai.sympozium.operator.tls.GatewayCertificates;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ImageMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Creates the objects of an instance's endpoint, changes them with its settings, and deletes them
 * when the pack is detached.
 *
 * <p>Crash-safe: all names derive from the instance, and the status of the instance names the
 * endpoint before its first object is created. So a detached endpoint is always found.
 */
@ApplicationScoped
public class EndpointWriter {
  private final OperatorConfig config;
  private final GatewayCertificates certificates;
  private final RunAsIdReader ids;
  private final ContainerResources resources;
  private final LiveClusterReader cluster;
  private final EndpointObjectClient objects;
  private final EndpointKeys keys;
  private final EndpointRuns runs;
  private final InstantSource clock;
  private final Map<String, Checked> checked = new ConcurrentHashMap<>();

  EndpointWriter(
      OperatorConfig config,
      GatewayCertificates certificates,
      RunAsIdReader ids,
      ContainerResources resources,
      LiveClusterReader cluster,
      EndpointObjectClient objects,
      EndpointKeys keys,
      EndpointRuns runs,
      InstantSource clock) {
    this.config = config;
    this.certificates = certificates;
    this.ids = ids;
    this.resources = resources;
    this.cluster = cluster;
    this.objects = objects;
    this.keys = keys;
    this.runs = runs;
    this.clock = clock;
  }

  /** State of an endpoint that is valid for a time, unless the instance changes. */
  private record Checked(long generation, EndpointState state, Instant until) {}

  /**
   * Brings the endpoint to the state that the packs of the instance need. Each change of a run
   * reconciles its instance, so the objects are not read each time.
   */
  public EndpointState reconcile(SympoziumInstance instance, SkillPackReader packs) {
    String uid = instance.getMetadata().getUid();
    if (instance.isMarkedForDeletion()) {
      // The garbage collector deletes what the instance owns.
      checked.remove(uid);
      return EndpointState.NONE;
    }
    long generation = instance.getMetadata().getGeneration();
    Instant now = clock.instant();
    Checked last = checked.get(uid);
    if (last != null && last.generation() == generation && now.isBefore(last.until())) {
      return last.state().withCheckAfter(Duration.between(now, last.until()));
    }
    EndpointState state = check(instance, packs);
    Duration checkAfter = state.checkAfter();
    if (checkAfter == null) {
      checked.remove(uid);
    } else {
      checked.put(uid, new Checked(generation, state, now.plus(checkAfter)));
    }
    return state;
  }

  private EndpointState check(SympoziumInstance instance, SkillPackReader packs) {
    EndpointStatus before = instance.getStatus() == null ? null : instance.getStatus().endpoint();
    if (!EndpointSettings.areIn(instance)) {
      return before == null ? EndpointState.NONE : remove(instance, before);
    }
    try {
      return write(instance, before, packs);
    } catch (InvalidEndpointException | InvalidIdRangeException | InvalidTrustedCAException e) {
      return EndpointState.problem(before, EndpointReason.SETTINGS_INVALID, e.getMessage());
    } catch (NameConflictException e) {
      return EndpointState.problem(before, EndpointReason.NAME_CONFLICT, e.getMessage());
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isRejected(e)) {
        throw e;
      }
      return EndpointState.problem(
          before,
          EndpointReason.ENDPOINT_REJECTED,
          "An object was rejected: " + ApiErrors.describe(e));
    }
  }

  private EndpointState write(
      SympoziumInstance instance, @Nullable EndpointStatus before, SkillPackReader packs) {
    requirePossible(instance, packs);
    EndpointSettings settings = EndpointSettings.of(instance);
    String url = settings.url(instance);
    if (before == null) {
      return EndpointState.announced(url);
    }
    if (settings.ownKeySecret() == null) {
      keys.createOnce(instance);
    }
    List<HasMetadata> wanted = builder(instance, settings).build(instance, settings);
    boolean ready = false;
    for (HasMetadata object : wanted) {
      HasMetadata found = objects.apply(object, instance);
      ready |= found instanceof Deployment deployment && isReady(deployment);
    }
    for (Class<? extends HasMetadata> kind : EndpointObjects.KINDS) {
      if (wanted.stream().noneMatch(kind::isInstance)) {
        objects.delete(kind, instance);
      }
    }
    return EndpointState.of(url, ready);
  }

  /**
   * The administrator installs the pack with the chart. A pack of this name in another namespace
   * gives no instance an endpoint.
   */
  private static void requirePossible(SympoziumInstance instance, SkillPackReader packs) {
    String namespace = instance.getMetadata().getNamespace();
    if (packs.pack(packs.operatorNamespace(), EndpointContract.PACK).isEmpty()) {
      throw new InvalidEndpointException(
          "spec.skills: the pack web-endpoint is not installed in namespace "
              + packs.operatorNamespace()
              + ". Enable it with the chart value skillPacks.web-endpoint.enabled.");
    }
    if (namespace.equals(packs.operatorNamespace()) || namespace.startsWith("kube-")) {
      throw new InvalidEndpointException(
          "metadata.namespace: "
              + namespace
              + " is reserved and cannot contain endpoints. Create the instance in another"
              + " namespace.");
    }
  }

  /**
   * Deletes the permissions first, so that no run starts any more. An object whose deletion is
   * rejected, because its labels were changed, does not keep the others.
   */
  private EndpointState remove(SympoziumInstance instance, EndpointStatus before) {
    boolean absent = true;
    List<String> rejections = new ArrayList<>();
    for (Class<? extends HasMetadata> kind : EndpointObjects.DELETION_ORDER) {
      try {
        absent &= objects.delete(kind, instance);
      } catch (KubernetesClientException e) {
        if (!ApiErrors.isRejected(e)) {
          throw e;
        }
        rejections.add(ApiErrors.describe(e));
      }
    }
    keys.delete(instance);
    absent &= runs.cancel(instance);
    if (!rejections.isEmpty()) {
      return EndpointState.problem(
          before,
          EndpointReason.ENDPOINT_REJECTED,
          "The deletion of an object was rejected: " + rejections.getFirst());
    }
    return absent ? EndpointState.NONE : EndpointState.removing(before);
  }

  private EndpointObjects builder(SympoziumInstance instance, EndpointSettings settings) {
    // Only the issuer of tokens can have a private authority: else a change would replace all pods.
    String trusted = settings.oauth() == null ? "" : cluster.trustedAuthorities();
    return new EndpointObjects(
        new EndpointPodBuilder(
            config.image(),
            ImageMode.current() == ImageMode.NATIVE_RUN,
            config.gatewayUrl(),
            certificates.authority(),
            trusted,
            resources,
            ids.of(instance.getMetadata().getNamespace())),
        config.namespace());
  }

  /** A pod of an earlier description also serves, until the new one does. */
  private static boolean isReady(Deployment deployment) {
    var status = deployment.getStatus();
    return status != null
        && status.getAvailableReplicas() != null
        && status.getAvailableReplicas() > 0;
  }
}

package ai.sympozium.operator.endpoint;

import ai.sympozium.api.EndpointStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.base.BoundedMap;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.agentrun.plan.InvalidTrustedCAException;
import ai.sympozium.operator.agentrun.plan.ObjectNames;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.runas.InvalidIdRangeException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates the objects of an instance's endpoint, changes them with its settings, and deletes them
 * when the pack is detached or not installed any more.
 *
 * <p>Crash-safe: all names derive from the instance, and the status of the instance names the
 * endpoint before its first object is created. So a detached endpoint is always found.
 */
@ApplicationScoped
public class EndpointWriter {
  /** A deleted instance is not always observed. An instance that is forgotten is read again. */
  static final int MAX_REMEMBERED = 4096;

  private final EndpointObjectsFactory factory;
  private final EndpointObjectClient objects;
  private final EndpointKeys keys;
  private final EndpointRuns runs;
  private final AbandonedRuns abandoned;
  private final LiveClusterReader livePacks;
  private final InstantSource clock;
  private final Map<String, Checked> checked = BoundedMap.byInsertion(MAX_REMEMBERED);
  private final PackAbsence absence = new PackAbsence();

  EndpointWriter(
      EndpointObjectsFactory factory,
      EndpointObjectClient objects,
      EndpointKeys keys,
      EndpointRuns runs,
      AbandonedRuns abandoned,
      LiveClusterReader livePacks,
      InstantSource clock) {
    this.factory = factory;
    this.objects = objects;
    this.keys = keys;
    this.runs = runs;
    this.abandoned = abandoned;
    this.livePacks = livePacks;
    this.clock = clock;
  }

  /** State of an endpoint that is valid for a time, unless the instance or the pack changes. */
  private record Checked(long generation, boolean installed, EndpointState state, Instant until) {}

  /**
   * Brings the endpoint to the state that the packs of the instance need. Each change of a run
   * reconciles its instance, so the objects are not read each time.
   */
  public EndpointState reconcile(SympoziumInstance instance, SkillPackReader packs) {
    String uid = instance.getMetadata().getUid();
    if (instance.isMarkedForDeletion()) {
      // The garbage collector deletes what the instance owns.
      checked.remove(uid);
      absence.end(uid);
      return EndpointState.NONE;
    }
    long generation = instance.getMetadata().getGeneration();
    boolean installed = isInstalled(packs);
    Instant now = clock.instant();
    Checked last = checked.get(uid);
    if (last != null
        && last.generation() == generation
        && last.installed() == installed
        && now.isBefore(last.until())) {
      return last.state().withCheckAfter(Duration.between(now, last.until()));
    }
    EndpointState state = check(instance, installed);
    Duration checkAfter = state.checkAfter();
    if (checkAfter == null) {
      checked.remove(uid);
    } else {
      checked.put(uid, new Checked(generation, installed, state, now.plus(checkAfter)));
    }
    return state;
  }

  /**
   * The administrator installs the pack with the chart. A pack of this name in another namespace
   * gives no instance an endpoint.
   */
  private static boolean isInstalled(SkillPackReader packs) {
    return packs.pack(packs.operatorNamespace(), EndpointContract.PACK).isPresent();
  }

  private EndpointState check(SympoziumInstance instance, boolean installed) {
    EndpointStatus before = instance.getStatus() == null ? null : instance.getStatus().endpoint();
    String uid = instance.getMetadata().getUid();
    if (!AttachedSkills.haveEndpoint(instance)) {
      absence.end(uid);
      return before == null ? EndpointState.NONE : remove(instance, before);
    }
    // Before a deletion, the pack is read live: a cache can miss one that exists.
    if (!installed && (before == null || !isInstalled(livePacks))) {
      return withoutPack(instance, before);
    }
    absence.end(uid);
    if (before != null) {
      // The pods of an earlier description serve, also while the settings are invalid.
      abandoned.cancel(instance);
    }
    try {
      return write(instance, before);
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

  private EndpointState withoutPack(SympoziumInstance instance, @Nullable EndpointStatus before) {
    if (before == null) {
      return EndpointState.withoutPack(EndpointState.NONE, packNotInstalled());
    }
    Duration remaining = absence.remaining(instance.getMetadata().getUid(), clock.instant());
    return remaining.isPositive()
        ? EndpointState.problem(
                before,
                EndpointReason.PACK_NOT_INSTALLED,
                packNotInstalled() + " The endpoint is deleted a minute after the pack.")
            .withCheckAfter(remaining)
        : EndpointState.withoutPack(remove(instance, before), packNotInstalled());
  }

  private String packNotInstalled() {
    return "spec.skills: the pack web-endpoint is not installed in namespace "
        + livePacks.operatorNamespace()
        + ". Enable it with the chart value skillPacks.web-endpoint.enabled.";
  }

  private EndpointState write(SympoziumInstance instance, @Nullable EndpointStatus before) {
    requirePossible(instance);
    EndpointSettings settings = EndpointSettings.of(instance);
    String url = settings.url(instance);
    if (before == null) {
      return EndpointState.announced(url);
    }
    if (settings.ownKeySecret() == null) {
      keys.createOnce(instance);
    }
    List<HasMetadata> wanted = factory.build(instance, settings);
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

  private void requirePossible(SympoziumInstance instance) {
    String namespace = instance.getMetadata().getNamespace();
    if (ObjectNames.isReservedNamespace(namespace, livePacks.operatorNamespace())) {
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

  /** A pod of an earlier description also serves, until the new one does. */
  private static boolean isReady(Deployment deployment) {
    var status = deployment.getStatus();
    return status != null
        && status.getAvailableReplicas() != null
        && status.getAvailableReplicas() > 0;
  }
}

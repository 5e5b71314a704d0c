package ai.sympozium.operator.grant;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.ParallelCalls;
import ai.sympozium.operator.kube.ParallelCalls.Call;
import ai.sympozium.operator.kube.PriorityGate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends grants and proves it. Bindings go first, because without them a token is worth nothing from
 * the next request on, while the API server goes on accepting a deleted account's token for up to
 * ten seconds.
 */
@ApplicationScoped
public class GrantRevoker {
  private static final Logger LOG = Logger.getLogger(GrantRevoker.class);

  /** How long the API server's authorizer may lag behind its store before the next reconcile. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(3);

  private final KubernetesClient client;
  private final GrantExpectations written;
  private final GrantObjectLister remains;

  /**
   * The end of rights goes before the clearing away of what gives none any more. When hundreds of
   * runs end at once, the bindings of the last would else queue behind the pods of the first.
   */
  private final PriorityGate precedence = new PriorityGate(1, Duration.ofSeconds(1));

  GrantRevoker(KubernetesClient client, GrantExpectations written, GrantObjectLister remains) {
    this.client = client;
    this.written = written;
    this.remains = remains;
  }

  /**
   * Deletes every object of the grants, then asks the API server until all are absent and access is
   * refused. Dying anywhere in here is harmless: all of it is done again.
   *
   * @throws RevocationPendingException when something is still there or still allowed
   */
  public void revoke(List<SkillGrant> grants) {
    unbind(grants);
    proving(() -> clear(grants));
  }

  private void clear(List<SkillGrant> grants) {
    precedence.giveWay();
    stage(grants, SkillGrant::roles);
    stage(grants, g -> List.of(g.account()));
    List<Call<RevocationPendingException>> proofs = new ArrayList<>();
    for (SkillGrant grant : grants) {
      grant.objects().forEach(o -> proofs.add(() -> absent(grant.run(), o)));
      grant
          .firstRule(false)
          .ifPresent(r -> proofs.add(() -> refused(grant, r, grant.run().namespace())));
      grant.firstRule(true).ifPresent(r -> proofs.add(() -> refused(grant, r, null)));
    }
    try {
      ParallelCalls.all(RevocationPendingException.class, proofs.stream());
    } finally {
      // Proved or not: what is still there the next time has to be looked at.
      grants.forEach(g -> written.forget(g.objects()));
    }
  }

  /**
   * Ends the rights and proves nothing yet; the rest is {@link #revoke}, which has to follow.
   *
   * @throws RevocationPendingException when a binding could not be deleted
   */
  public void unbind(List<SkillGrant> grants) {
    proving(() -> precedence.first(() -> stage(grants, SkillGrant::bindings)));
  }

  /**
   * As {@link #unbind}, and returns when it is the turn of what can wait.
   *
   * @throws RevocationPendingException when a binding could not be deleted
   */
  public void unbindBeforeAllElse(List<SkillGrant> grants) {
    unbind(grants);
    precedence.giveWay();
  }

  /** Who can't be asked has proved nothing. */
  private static void proving(Runnable calls) {
    try {
      calls.run();
    } catch (KubernetesClientException e) {
      throw new RevocationPendingException(
          "the rights can't be proved gone: " + ApiErrors.words(e));
    }
  }

  /**
   * Deletes whatever says that it is of this run's grants, for a run whose plan is lost.
   *
   * @throws RevocationPendingException when something is still there
   */
  public void revokeAll(RunRef run) {
    remains.of(
        run,
        remnant -> {
          delete(run, remnant.object());
          written.forget(List.of(remnant.object()));
        });
    remains.of(run, remnant -> absent(run, remnant.object()));
  }

  private void stage(List<SkillGrant> grants, Function<SkillGrant, List<HasMetadata>> objects) {
    ParallelCalls.all(
        RevocationPendingException.class,
        grants.stream().flatMap(g -> objects.apply(g).stream().map(o -> () -> delete(g.run(), o))));
  }

  private void delete(RunRef run, HasMetadata wanted) {
    if (written.isDeleted(wanted)) {
      return;
    }
    String version = written.version(wanted);
    if (version != null) {
      try {
        client.resource(wanted).lockResourceVersion(version).delete();
        written.deleted(wanted);
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw alive(wanted, e);
        }
        // Somebody has changed it since, or put his own in its place: look at it.
      }
    }
    HasMetadata found = client.resource(wanted).get();
    if (found == null) {
      return;
    }
    if (!GrantWriter.ownedBy(run, found)) {
      LOG.warnf("%s is not ours and stays", GrantWriter.describe(found));
      return;
    }
    try {
      client.resource(found).lockResourceVersion(found.getMetadata().getResourceVersion()).delete();
    } catch (KubernetesClientException e) {
      throw alive(wanted, e);
    }
  }

  private static RevocationPendingException alive(HasMetadata object, KubernetesClientException e) {
    return new RevocationPendingException(
        GrantWriter.describe(object)
            + (e.getCode() == HttpURLConnection.HTTP_CONFLICT
                ? " changed while it was deleted"
                : " could not be deleted: " + ApiErrors.words(e)));
  }

  private void absent(RunRef run, HasMetadata object) {
    HasMetadata found = client.resource(object).get();
    if (found != null && GrantWriter.ownedBy(run, found)) {
      throw new RevocationPendingException(GrantWriter.describe(found) + " is still there");
    }
  }

  private void refused(SkillGrant grant, PolicyRule rule, @Nullable String namespace) {
    SubjectAccessReview question = question(grant, rule, namespace);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (allowedByGrant(grant, question, namespace)) {
      if (isForeign(grant, namespace)) {
        LOG.warnf(
            "somebody else's binding %s still names the account %s, which is gone",
            grant.name(), grant.user());
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new RevocationPendingException(
            "the API server still lets "
                + grant.user()
                + " "
                + rule.verbs().getFirst()
                + " "
                + rule.resources().getFirst()
                + " though the binding is deleted");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /**
   * The answer's reason names the binding. A right that every account of the cluster has anyway is
   * not the grant's, nor is one that somebody else gives; they must not keep the run from ending.
   */
  private boolean allowedByGrant(
      SkillGrant grant, SubjectAccessReview question, @Nullable String namespace) {
    var answer = client.authorization().v1().subjectAccessReview().create(question).getStatus();
    String binding =
        namespace == null
            ? " ClusterRoleBinding \"" + grant.name() + "\""
            : " RoleBinding \"" + grant.name() + "/" + namespace + "\"";
    return Boolean.TRUE.equals(answer.getAllowed())
        && answer.getReason() != null
        && answer.getReason().contains(binding);
  }

  /**
   * Nobody can be the account any more, so that a binding of our name which is not ours is idle.
   */
  private boolean isForeign(SkillGrant grant, @Nullable String namespace) {
    HasMetadata found =
        namespace == null
            ? client.rbac().clusterRoleBindings().withName(grant.name()).get()
            : client.rbac().roleBindings().inNamespace(namespace).withName(grant.name()).get();
    return found != null && !GrantWriter.ownedBy(grant.run(), found);
  }

  private static SubjectAccessReview question(
      SkillGrant grant, PolicyRule rule, @Nullable String namespace) {
    String resource = rule.resources().getFirst();
    int slash = resource.indexOf('/');
    var attributes =
        new ResourceAttributesBuilder()
            .withNamespace(namespace)
            .withGroup(rule.apiGroups().getFirst())
            .withResource(slash < 0 ? resource : resource.substring(0, slash))
            .withVerb(rule.verbs().getFirst());
    if (slash > 0) {
      attributes.withSubresource(resource.substring(slash + 1));
    }
    if (!rule.resourceNames().isEmpty()) {
      attributes.withName(rule.resourceNames().getFirst());
    }
    return new SubjectAccessReviewBuilder()
        .withNewSpec()
        .withUser(grant.user())
        .withGroups(
            "system:serviceaccounts",
            "system:serviceaccounts:" + grant.run().namespace(),
            "system:authenticated")
        .withResourceAttributes(attributes.build())
        .endSpec()
        .build();
  }
}

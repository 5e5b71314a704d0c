package ai.sympozium.operator.grant;

import ai.sympozium.api.PolicyRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Verifies by SubjectAccessReview that a deleted binding gives its account no access. */
@ApplicationScoped
class AccessDenialVerifier {
  private static final Logger LOG = Logger.getLogger(AccessDenialVerifier.class);

  /** How long the API server's authorizer may lag behind its store before the next reconcile. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(3);

  private final KubernetesClient client;

  AccessDenialVerifier(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Waits until the API server no longer allows a rule because of the grant's binding.
   *
   * @param namespace namespace of the RoleBinding, or null for the ClusterRoleBinding
   * @throws RevocationPendingException when access is still allowed after the timeout
   */
  void requireDenied(SkillGrant grant, PolicyRule rule, @Nullable String namespace) {
    SubjectAccessReview review = review(grant, rule, namespace);
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (isAllowedByGrant(grant, review, namespace)) {
      if (isForeignBinding(grant, namespace)) {
        LOG.warnf(
            "binding %s does not belong to the run and still names the deleted account %s",
            grant.name(), grant.user());
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new RevocationPendingException(
            "the API server still allows "
                + grant.user()
                + " to "
                + rule.verbs().getFirst()
                + " "
                + rule.resources().getFirst()
                + " although the binding is deleted");
      }
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
  }

  /**
   * Reads the binding from the reason of the answer. Access that another binding gives, for example
   * to every account of the cluster, must not block the completion of the run.
   */
  private boolean isAllowedByGrant(
      SkillGrant grant, SubjectAccessReview review, @Nullable String namespace) {
    var status = client.authorization().v1().subjectAccessReview().create(review).getStatus();
    String binding =
        namespace == null
            ? " ClusterRoleBinding \"" + grant.name() + "\""
            : " RoleBinding \"" + grant.name() + "/" + namespace + "\"";
    return Boolean.TRUE.equals(status.getAllowed())
        && status.getReason() != null
        && status.getReason().contains(binding);
  }

  /** A foreign binding of the same name is harmless: no client can use the deleted account. */
  private boolean isForeignBinding(SkillGrant grant, @Nullable String namespace) {
    HasMetadata live =
        namespace == null
            ? client.rbac().clusterRoleBindings().withName(grant.name()).get()
            : client.rbac().roleBindings().inNamespace(namespace).withName(grant.name()).get();
    return live != null && !GrantObjects.isOwnedBy(grant.run(), live);
  }

  private static SubjectAccessReview review(
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

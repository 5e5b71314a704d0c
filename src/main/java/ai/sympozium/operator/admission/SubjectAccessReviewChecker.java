package ai.sympozium.operator.admission;

import ai.sympozium.rbac.Permission;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Checks permissions by SubjectAccessReviews, so that the result equals the escalation check of the
 * API server.
 */
@ApplicationScoped
class SubjectAccessReviewChecker implements AccessChecker {
  /** An API server processes this many reviews at a time without delaying its other clients. */
  private static final int MAX_CONCURRENT = 32;

  private final KubernetesClient client;
  private final Semaphore turns = new Semaphore(MAX_CONCURRENT);

  /** A name that no object has; see {@link #attributes}. */
  private final String absentName = UUID.randomUUID().toString();

  SubjectAccessReviewChecker(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public boolean isAllowed(UserInfo user, Permission permission, @Nullable String namespace) {
    turns.acquireUninterruptibly();
    try {
      var answer =
          client
              .authorization()
              .v1()
              .subjectAccessReview()
              .create(
                  new SubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withUser(user.getUsername())
                      .withUid(user.getUid())
                      .withGroups(user.getGroups())
                      .withExtra(user.getExtra())
                      .withResourceAttributes(attributes(permission, namespace, absentName))
                      .endSpec()
                      .build());
      return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    } finally {
      turns.release();
    }
  }

  /**
   * Returns the attributes of a review. A permission on all objects is reviewed with a name that no
   * object has: without a name, a rule limited to the empty name would match. The part after the
   * first slash is the subresource. A wildcard is reviewed literally, and only a wildcard covers
   * it.
   */
  static ResourceAttributes attributes(
      Permission permission, @Nullable String namespace, String absentName) {
    String resource = permission.resource();
    int slash = resource.indexOf('/');
    boolean divided = slash >= 0 && slash < resource.length() - 1;
    return new ResourceAttributesBuilder()
        .withNamespace(namespace)
        .withGroup(permission.group())
        .withResource(divided ? resource.substring(0, slash) : resource)
        .withSubresource(divided ? resource.substring(slash + 1) : null)
        .withVerb(permission.verb())
        .withName(permission.name() == null ? absentName : permission.name())
        .build();
  }
}

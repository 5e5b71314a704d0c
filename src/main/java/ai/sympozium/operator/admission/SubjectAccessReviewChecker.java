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
 * Asks the API server what somebody may do, so that its answer is the same as that of its own
 * escalation check.
 */
@ApplicationScoped
class SubjectAccessReviewChecker implements AccessChecker {
  /** What one API server answers at the same time without making its other clients wait. */
  private static final int AT_ONCE = 32;

  private final KubernetesClient client;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  /** Nothing is called so; see {@link #attributes}. */
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
   * A right on all objects is asked for with a name that none has: without a name the question
   * would be about requests that have none, which a rule limited to the empty name allows too. What
   * comes after the first slash is the subresource; a wildcard is asked for as it is written, and
   * only a wildcard covers it.
   */
  static ResourceAttributes attributes(
      Permission right, @Nullable String namespace, String absentName) {
    String resource = right.resource();
    int slash = resource.indexOf('/');
    boolean divided = slash >= 0 && slash < resource.length() - 1;
    return new ResourceAttributesBuilder()
        .withNamespace(namespace)
        .withGroup(right.group())
        .withResource(divided ? resource.substring(0, slash) : resource)
        .withSubresource(divided ? resource.substring(slash + 1) : null)
        .withVerb(right.verb())
        .withName(right.name() == null ? absentName : right.name())
        .build();
  }
}

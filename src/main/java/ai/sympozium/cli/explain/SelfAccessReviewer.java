package ai.sympozium.cli.explain;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks with the API server which access the user has. */
public final class SelfAccessReviewer {
  private final Cluster cluster;

  public SelfAccessReviewer(Cluster cluster) {
    this.cluster = cluster;
  }

  public CheckResult check(String verb, String resource, @Nullable String name, String namespace) {
    return check(SympoziumLabels.GROUP, verb, resource, name, namespace);
  }

  /** Checks the access to an object of Kubernetes itself. */
  public CheckResult checkCore(String verb, String resource, String name, String namespace) {
    return check("", verb, resource, name, namespace);
  }

  private CheckResult check(
      String group, String verb, String resource, @Nullable String name, String namespace) {
    String question = verb + " " + resource + (name == null ? "" : "/" + name) + " in " + namespace;
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup(group)
            .withVersion(group.isEmpty() ? "v1" : SympoziumLabels.VERSION)
            .withResource(resource)
            .withVerb(verb)
            .withName(name)
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    SubjectAccessReviewStatus status = cluster.client().resource(review).create().getStatus();
    String reason = Objects.requireNonNullElse(status.getReason(), "");
    return Boolean.TRUE.equals(status.getAllowed())
        ? CheckResult.yes(question, reason)
        : CheckResult.no(question, reason);
  }
}

package ai.sympozium.operator.grant;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ParallelCalls;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Makes the objects of grants. Writing again is harmless: what this process has made is not made
 * again, and what else exists is compared by owner and content, never trusted by its name.
 */
@ApplicationScoped
public class GrantWriter {
  private final KubernetesClient client;
  private final GrantExpectations written;

  GrantWriter(KubernetesClient client, GrantExpectations written) {
    this.client = client;
    this.written = written;
  }

  /**
   * Accounts and roles: nobody has a right by them yet. They come before the bindings, because the
   * API server reads a binding's role for its escalation check.
   */
  public void prepare(List<SkillGrant> grants) throws GrantRefusedException {
    ParallelCalls.all(
        GrantRefusedException.class,
        grants.stream()
            .flatMap(g ->
                Stream.concat(Stream.of(g.account()), g.roles().stream())
                    .map(o -> () -> make(g.run(), o))));
  }

  /** Bindings: from here on the rights are alive. */
  public void bind(List<SkillGrant> grants) throws GrantRefusedException {
    ParallelCalls.all(
        GrantRefusedException.class,
        grants.stream().flatMap(g -> g.bindings().stream().map(o -> () -> make(g.run(), o))));
  }

  private void make(RunRef run, HasMetadata wanted) throws GrantRefusedException {
    if (written.version(wanted) != null) {
      return; // A start that failed further on is tried again.
    }
    try {
      written.made(client.resource(wanted).create());
    } catch (KubernetesClientException e) {
      switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT -> adopt(run, wanted, e);
        case HttpURLConnection.HTTP_FORBIDDEN ->
            throw new GrantRefusedException(
                "the API server refused "
                    + describe(wanted)
                    + ": "
                    + serverMessage(e)
                    + " An administrator can allow more with a ClusterRole labelled "
                    + SympoziumLabels.LABEL_CEILING
                    + "=true.");
        default -> throw e;
      }
    }
  }

  private void adopt(RunRef run, HasMetadata wanted, KubernetesClientException conflict)
      throws GrantRefusedException {
    HasMetadata found = client.resource(wanted).get();
    if (found == null) {
      throw conflict; // It went in between; the next reconcile makes it anew.
    }
    if (!ownedBy(run, found)) {
      throw new GrantRefusedException(
          describe(found)
              + " exists already and is not this run's. Nothing was adopted or deleted. Delete it,"
              + " or find out who made it, and create the run again.");
    }
    if (!sameContent(wanted, found)) {
      throw new GrantRefusedException(
          describe(found)
              + " exists already and claims to be this run's, but is not what the run would have"
              + " made. It was not adopted, and goes with the run. Find out who made it, and create"
              + " the run again.");
    }
  }

  /** Whether an object carries this run's UID and, where it can be owned, is owned by the run. */
  static boolean ownedBy(RunRef run, HasMetadata object) {
    var meta = object.getMetadata();
    boolean labelled =
        meta.getLabels() != null
            && SympoziumLabels.MANAGED_BY.equals(
                meta.getLabels().get(SympoziumLabels.LABEL_MANAGED_BY))
            && run.uid().equals(meta.getLabels().get(SympoziumLabels.LABEL_RUN_UID));
    boolean clusterScoped = object instanceof ClusterRole || object instanceof ClusterRoleBinding;
    return labelled
        && (clusterScoped
            || meta.getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .anyMatch(run.uid()::equals));
  }

  private static boolean sameContent(HasMetadata wanted, HasMetadata found) {
    if (found.getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    return switch (wanted) {
      case Role w when found instanceof Role f -> w.getRules().equals(f.getRules());
      case ClusterRole w when found instanceof ClusterRole f ->
          f.getAggregationRule() == null && w.getRules().equals(f.getRules());
      case RoleBinding w when found instanceof RoleBinding f ->
          w.getRoleRef().equals(f.getRoleRef()) && w.getSubjects().equals(f.getSubjects());
      case ClusterRoleBinding w when found instanceof ClusterRoleBinding f ->
          w.getRoleRef().equals(f.getRoleRef()) && w.getSubjects().equals(f.getSubjects());
      default -> Objects.equals(wanted.getKind(), found.getKind());
    };
  }

  static String describe(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return object.getKind()
        + " "
        + object.getMetadata().getName()
        + (namespace == null ? "" : " in " + namespace);
  }

  private static String serverMessage(KubernetesClientException e) {
    String message = e.getStatus() == null ? null : e.getStatus().getMessage();
    return Objects.requireNonNullElse(message, "forbidden");
  }
}

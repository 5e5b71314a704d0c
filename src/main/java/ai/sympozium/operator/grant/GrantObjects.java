package ai.sympozium.operator.grant;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;
import java.util.Objects;

/** Names grant objects, and compares live ones with a run and with the desired objects. */
final class GrantObjects {
  private GrantObjects() {}

  /** Whether an object carries the run's UID and, unless cluster-scoped, is owned by the run. */
  static boolean isOwnedBy(RunRef run, HasMetadata object) {
    var meta = object.getMetadata();
    boolean labelled =
        meta.getLabels() != null
            && SympoziumLabels.MANAGED_BY.equals(
                meta.getLabels().get(SympoziumLabels.LABEL_MANAGED_BY))
            && run.uid().equals(meta.getLabels().get(SympoziumLabels.LABEL_RUN_UID));
    boolean clusterScoped = object instanceof ClusterRole || object instanceof ClusterRoleBinding;
    return labelled && (clusterScoped || OwnerReferences.isOwnedBy(meta, run.uid()));
  }

  /** Whether a live object grants exactly what the desired one would. */
  static boolean hasSameContent(HasMetadata desired, HasMetadata live) {
    if (live.getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    return switch (desired) {
      case Role d when live instanceof Role l -> d.getRules().equals(l.getRules());
      case ClusterRole d when live instanceof ClusterRole l ->
          l.getAggregationRule() == null && d.getRules().equals(l.getRules());
      case RoleBinding d when live instanceof RoleBinding l ->
          d.getRoleRef().equals(l.getRoleRef()) && d.getSubjects().equals(l.getSubjects());
      case ClusterRoleBinding d when live instanceof ClusterRoleBinding l ->
          d.getRoleRef().equals(l.getRoleRef()) && d.getSubjects().equals(l.getSubjects());
      default -> Objects.equals(desired.getKind(), live.getKind());
    };
  }

  /** Builds what identifies the five objects of a grant's name, in the order of deletion. */
  static List<HasMetadata> allOfName(SkillGrant grant) {
    ObjectMeta clusterScoped = new ObjectMetaBuilder().withName(grant.name()).build();
    ObjectMeta namespaced =
        new ObjectMetaBuilder(clusterScoped).withNamespace(grant.run().namespace()).build();
    return List.of(
        new RoleBindingBuilder().withMetadata(namespaced).build(),
        new ClusterRoleBindingBuilder().withMetadata(clusterScoped).build(),
        new RoleBuilder().withMetadata(namespaced).build(),
        new ClusterRoleBuilder().withMetadata(clusterScoped).build(),
        new ServiceAccountBuilder().withMetadata(namespaced).build());
  }

  /** Describes why an object whose deletion was requested is not absent. */
  static String describeRemaining(HasMetadata object) {
    if (object.getMetadata().getDeletionTimestamp() == null) {
      return describe(object) + " still exists";
    }
    return describe(object)
        + " is being deleted and waits for the finalizers "
        + object.getMetadata().getFinalizers()
        + ". Check the controllers that own them, or remove them";
  }

  /** Names an object in a message: kind, name and namespace. */
  static String describe(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return object.getKind()
        + " "
        + object.getMetadata().getName()
        + (namespace == null ? "" : " in " + namespace);
  }
}

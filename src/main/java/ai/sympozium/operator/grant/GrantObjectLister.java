package ai.sympozium.operator.grant;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ListPages;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Listable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lists grant objects by label, page by page, in the order of deletion: bindings, roles,
 * ServiceAccounts. Used where no plan is known.
 */
@ApplicationScoped
class GrantObjectLister {
  private static final String GRANT_OBJECTS =
      SympoziumLabels.LABEL_MANAGED_BY
          + "="
          + SympoziumLabels.MANAGED_BY
          + ","
          + SympoziumLabels.LABEL_SKILL;

  private final KubernetesClient client;

  GrantObjectLister(KubernetesClient client) {
    this.client = client;
  }

  /** An object and the run that its labels name. The object's name proves that they agree. */
  record LabelledObject(RunRef run, HasMetadata object) {
    String skill() {
      return object.getMetadata().getLabels().getOrDefault(SympoziumLabels.LABEL_SKILL, "");
    }

    static Optional<LabelledObject> of(HasMetadata object) {
      Map<String, String> labels = object.getMetadata().getLabels();
      String uid = labels.get(SympoziumLabels.LABEL_RUN_UID);
      String skill = labels.get(SympoziumLabels.LABEL_SKILL);
      String run = labels.get(SympoziumLabels.LABEL_RUN);
      String namespace = labels.get(SympoziumLabels.LABEL_RUN_NAMESPACE);
      if (uid == null || skill == null || run == null || namespace == null) {
        return Optional.empty();
      }
      boolean nameMatches = SkillGrant.name(uid, skill).equals(object.getMetadata().getName());
      return nameMatches
          ? Optional.of(new LabelledObject(new RunRef(namespace, run, uid), object))
          : Optional.empty();
    }
  }

  /** A kind of grant objects, of which one list can fail while others succeed. */
  record Kind(
      String name, Listable<? extends KubernetesResourceList<? extends HasMetadata>> objects) {}

  /** Returns the kinds in the order of deletion. */
  List<Kind> kinds() {
    var rbac = client.rbac();
    return List.of(
        new Kind("RoleBindings", rbac.roleBindings().inAnyNamespace()),
        new Kind("ClusterRoleBindings", rbac.clusterRoleBindings()),
        new Kind("Roles", rbac.roles().inAnyNamespace()),
        new Kind("ClusterRoles", rbac.clusterRoles()),
        new Kind("ServiceAccounts", client.serviceAccounts().inAnyNamespace()));
  }

  void forEach(Kind kind, Consumer<LabelledObject> action) {
    list(kind, GRANT_OBJECTS, action);
  }

  void forEachOf(RunRef run, Consumer<LabelledObject> action) {
    String selector = GRANT_OBJECTS + "," + SympoziumLabels.LABEL_RUN_UID + "=" + run.uid();
    kinds().forEach(kind -> list(kind, selector, action));
  }

  private static void list(Kind kind, String selector, Consumer<LabelledObject> action) {
    ListPages.forEach(
        kind.objects(), selector, object -> LabelledObject.of(object).ifPresent(action));
  }
}

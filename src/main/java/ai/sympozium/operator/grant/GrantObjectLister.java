package ai.sympozium.operator.grant;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Listable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists grant objects by label, page by page, in the order of deletion: bindings, roles,
 * ServiceAccounts. Used where no plan is known.
 */
@ApplicationScoped
class GrantObjectLister {
  /** Others can give these labels to objects of up to 1.5 MB, so that a page has to be small. */
  private static final long PAGE_SIZE = 20;

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
    listPages(kind.objects(), GRANT_OBJECTS, action);
  }

  void forEachOf(RunRef run, Consumer<LabelledObject> action) {
    String selector = GRANT_OBJECTS + "," + SympoziumLabels.LABEL_RUN_UID + "=" + run.uid();
    kinds().forEach(kind -> listPages(kind.objects(), selector, action));
  }

  private static void listPages(
      Listable<? extends KubernetesResourceList<? extends HasMetadata>> kind,
      String selector,
      Consumer<LabelledObject> action) {
    @Nullable String next = null;
    do {
      var page =
          kind.list(
              new ListOptionsBuilder()
                  .withLabelSelector(selector)
                  .withLimit(PAGE_SIZE)
                  .withContinue(next)
                  .build());
      page.getItems().forEach(object -> LabelledObject.of(object).ifPresent(action));
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }
}

package ai.sympozium.operator.grant;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Listable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the objects of grants by what they say of themselves, where no plan tells of them: page by
 * page, and in the order in which they must go.
 */
@ApplicationScoped
class GrantObjectLister {
  private static final long PAGE = 500;
  private static final String OURS =
      SympoziumLabels.LABEL_MANAGED_BY
          + "="
          + SympoziumLabels.MANAGED_BY
          + ","
          + SympoziumLabels.LABEL_SKILL;

  private final KubernetesClient client;

  GrantObjectLister(KubernetesClient client) {
    this.client = client;
  }

  /** An object, and the run whose grant it says to be of; its name bears that out. */
  record Remnant(RunRef run, HasMetadata object) {
    static Optional<Remnant> of(HasMetadata object) {
      Map<String, String> labels = object.getMetadata().getLabels();
      String uid = labels.get(SympoziumLabels.LABEL_RUN_UID);
      String skill = labels.get(SympoziumLabels.LABEL_SKILL);
      String run = labels.get(SympoziumLabels.LABEL_RUN);
      String namespace = labels.get(SympoziumLabels.LABEL_RUN_NAMESPACE);
      if (uid == null || skill == null || run == null || namespace == null) {
        return Optional.empty();
      }
      boolean honest = SkillGrant.name(uid, skill).equals(object.getMetadata().getName());
      return honest
          ? Optional.of(new Remnant(new RunRef(namespace, run, uid), object))
          : Optional.empty();
    }
  }

  void ofAnyRun(Consumer<Remnant> what) {
    find(OURS, what);
  }

  void of(RunRef run, Consumer<Remnant> what) {
    find(OURS + "," + SympoziumLabels.LABEL_RUN_UID + "=" + run.uid(), what);
  }

  private void find(String labels, Consumer<Remnant> what) {
    var rbac = client.rbac();
    Stream.<Listable<? extends KubernetesResourceList<? extends HasMetadata>>>of(
            rbac.roleBindings().inAnyNamespace(),
            rbac.clusterRoleBindings(),
            rbac.roles().inAnyNamespace(),
            rbac.clusterRoles(),
            client.serviceAccounts().inAnyNamespace())
        .forEach(kind -> find(kind, labels, what));
  }

  private static void find(
      Listable<? extends KubernetesResourceList<? extends HasMetadata>> kind,
      String labels,
      Consumer<Remnant> what) {
    @Nullable String next = null;
    do {
      var page =
          kind.list(
              new ListOptionsBuilder()
                  .withLabelSelector(labels)
                  .withLimit(PAGE)
                  .withContinue(next)
                  .build());
      page.getItems().forEach(object -> Remnant.of(object).ifPresent(what));
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }
}

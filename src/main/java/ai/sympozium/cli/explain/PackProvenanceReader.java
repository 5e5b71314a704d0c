package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.explain.Explanation.Editor;
import ai.sympozium.cli.explain.Explanation.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the origin of a pack: its namespace, its last change and the subjects that can edit it. */
final class PackProvenanceReader {
  private final Cluster cluster;
  private final SelfAccessReviewer access;
  private final Map<String, Optional<RbacSubjectFinder>> byNamespace = new HashMap<>();

  PackProvenanceReader(Cluster cluster, SelfAccessReviewer access) {
    this.cluster = cluster;
    this.access = access;
  }

  Origin read(SkillPack pack) {
    String namespace = pack.getMetadata().getNamespace();
    String name = pack.getMetadata().getName();
    Optional<LastModification> change = LastModification.of(pack.getMetadata());
    return new Origin(
        namespace,
        pack.getMetadata().getGeneration(),
        pack.getSpec().version(),
        change.map(LastModification::program).orElse(null),
        change.map(LastModification::time).orElse(null),
        access.check("update", "skillpacks", name, namespace),
        editors(namespace, name));
  }

  private @Nullable List<Editor> editors(String namespace, String name) {
    return byNamespace
        .computeIfAbsent(namespace, this::roles)
        .map(roles ->
            roles.findAllowedTo(
                new PolicyRule(
                    List.of(SympoziumLabels.GROUP),
                    List.of("skillpacks"),
                    List.of("update"),
                    List.of(name))))
        .orElse(null);
  }

  /** Returns empty if the user may not list all kinds, because a partial result would mislead. */
  private Optional<RbacSubjectFinder> roles(String namespace) {
    var rbac = cluster.client().rbac();
    try {
      return cluster.read(
          "list roles and bindings",
          () ->
              new RbacSubjectFinder(
                  rbac.roles().inNamespace(namespace).list().getItems(),
                  rbac.roleBindings().inNamespace(namespace).list().getItems(),
                  rbac.clusterRoles().list().getItems(),
                  rbac.clusterRoleBindings().list().getItems()));
    } catch (NotReadableException e) {
      return Optional.empty();
    }
  }
}

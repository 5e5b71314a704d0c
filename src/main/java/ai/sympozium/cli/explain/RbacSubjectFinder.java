package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.explain.Explanation.Editor;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the subjects that RBAC allows an access in one namespace. Other authorizers and the ability
 * to change roles or bindings are not evaluated.
 */
record RbacSubjectFinder(
    List<Role> roles,
    List<RoleBinding> bindings,
    List<ClusterRole> clusterRoles,
    List<ClusterRoleBinding> clusterBindings) {
  private static final Comparator<Editor> BY_NAME =
      Comparator.comparing(Editor::kind)
          .thenComparing(editor -> Objects.requireNonNullElse(editor.namespace(), ""))
          .thenComparing(Editor::name);

  /** Lists users, groups and accounts that hold all permissions of the rule, without duplicates. */
  List<Editor> findAllowedTo(PolicyRule rule) {
    Map<String, Boolean> roles =
        roles().stream()
            .collect(
                Collectors.toMap(r -> r.getMetadata().getName(), r -> allows(r.getRules(), rule)));
    Map<String, Boolean> clusterRoles =
        clusterRoles().stream()
            .collect(
                Collectors.toMap(r -> r.getMetadata().getName(), r -> allows(r.getRules(), rule)));
    Function<RoleRef, Boolean> grants =
        ref ->
            ("Role".equals(ref.getKind()) ? roles : clusterRoles)
                .getOrDefault(ref.getName(), false);
    return Stream.concat(
            bindings.stream()
                .filter(b -> grants.apply(b.getRoleRef()))
                .flatMap(b -> subjects(b.getSubjects())),
            clusterBindings.stream()
                .filter(b -> grants.apply(b.getRoleRef()))
                .flatMap(b -> subjects(b.getSubjects())))
        .map(Editor::of)
        .distinct()
        .sorted(BY_NAME)
        .toList();
  }

  private static boolean allows(
      @Nullable List<io.fabric8.kubernetes.api.model.rbac.PolicyRule> held, PolicyRule rule) {
    return Ceiling.of(held).firstUncovered(rule).isEmpty();
  }

  private static Stream<Subject> subjects(@Nullable List<Subject> subjects) {
    return subjects == null ? Stream.of() : subjects.stream();
  }
}

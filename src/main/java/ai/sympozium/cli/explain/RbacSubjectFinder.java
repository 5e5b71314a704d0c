package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything in RBAC that acts in one namespace, and whom it allows something there. Whoever may
 * change roles or bindings can allow himself more, and other authorizers are not known here.
 */
record RbacSubjectFinder(
    List<Role> roles,
    List<RoleBinding> bindings,
    List<ClusterRole> clusterRoles,
    List<ClusterRoleBinding> clusterBindings) {

  /** Users, groups and accounts that may do all that the rule says, each once. */
  List<String> doThis(PolicyRule rule) {
    Map<String, Boolean> roles =
        roles().stream()
            .collect(
                Collectors.toMap(r -> r.getMetadata().getName(), r -> allows(r.getRules(), rule)));
    Map<String, Boolean> clusterRoles =
        clusterRoles().stream()
            .collect(
                Collectors.toMap(r -> r.getMetadata().getName(), r -> allows(r.getRules(), rule)));
    Function<RoleRef, Boolean> gives =
        ref ->
            ("Role".equals(ref.getKind()) ? roles : clusterRoles)
                .getOrDefault(ref.getName(), false);
    return Stream.concat(
            bindings.stream()
                .filter(b -> gives.apply(b.getRoleRef()))
                .flatMap(b -> subjects(b.getSubjects())),
            clusterBindings.stream()
                .filter(b -> gives.apply(b.getRoleRef()))
                .flatMap(b -> subjects(b.getSubjects())))
        .map(RbacSubjectFinder::words)
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean allows(
      @Nullable List<io.fabric8.kubernetes.api.model.rbac.PolicyRule> held, PolicyRule asked) {
    return Ceiling.of(held).firstUncovered(asked).isEmpty();
  }

  private static Stream<Subject> subjects(@Nullable List<Subject> subjects) {
    return subjects == null ? Stream.of() : subjects.stream();
  }

  private static String words(Subject subject) {
    return switch (subject.getKind()) {
      case "ServiceAccount" -> "account " + subject.getNamespace() + "/" + subject.getName();
      case "Group" -> "group " + subject.getName();
      default -> "user " + subject.getName();
    };
  }
}

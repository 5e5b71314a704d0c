package ai.sympozium.operator.grant;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of a grant from its roles, for a run whose plan is lost. Without the rules, the
 * denial of access could not be verified.
 */
@ApplicationScoped
class LiveGrantReader {
  private final KubernetesClient client;

  LiveGrantReader(KubernetesClient client) {
    this.client = client;
  }

  /** Returns the grant with the rules that exist; without rules if its roles are absent. */
  SkillGrant read(RunRef run, String skill) {
    String name = SkillGrant.name(run.uid(), skill);
    Role role = client.rbac().roles().inNamespace(run.namespace()).withName(name).get();
    ClusterRole clusterRole = client.rbac().clusterRoles().withName(name).get();
    return new SkillGrant(
        run,
        skill,
        rules(role == null ? null : role.getRules()),
        rules(clusterRole == null ? null : clusterRole.getRules()));
  }

  /** Rules for URLs have no resources. No pack declares them. */
  private static List<PolicyRule> rules(
      @Nullable List<io.fabric8.kubernetes.api.model.rbac.PolicyRule> rules) {
    return rules == null
        ? List.of()
        : rules.stream()
            .filter(rule -> !rule.getResources().isEmpty() && !rule.getVerbs().isEmpty())
            .map(rule ->
                new PolicyRule(
                    rule.getApiGroups(),
                    rule.getResources(),
                    rule.getVerbs(),
                    rule.getResourceNames()))
            .toList();
  }
}

package ai.sympozium.rbac;

import static ai.sympozium.rbac.RequiredAccess.any;
import static ai.sympozium.rbac.RequiredAccess.clusterWide;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the risks of a skill's rules: dangerous permissions, and permissions that are a risk when
 * they are held together.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/rbac-good-practices/">RBAC good
 *     practices, privilege escalation risks</a>
 */
public final class RiskCatalog {
  private static final String EVERYWHERE = "in the whole cluster";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE = List.of("create", "update", "patch");
  private static final List<String> DELETE = List.of("delete", "deletecollection");
  private static final List<String> USE = List.of("use");
  private static final List<String> ANY =
      List.of("create", "update", "patch", "delete", "deletecollection");

  private static final RequiredAccess WORKLOADS =
      any(
          WRITE,
          "pods",
          "replicationcontrollers",
          "deployments.apps",
          "statefulsets.apps",
          "daemonsets.apps",
          "replicasets.apps",
          "jobs.batch",
          "cronjobs.batch");

  /** The catalog has more precise texts, which take the chart's admission policies into account. */
  private static final Set<DangerousPermission> REPLACED =
      EnumSet.of(
          DangerousPermission.WORKLOADS,
          DangerousPermission.WORKLOADS_EVERYWHERE,
          DangerousPermission.SERVICE_ACCOUNTS_USE,
          DangerousPermission.SYSTEM_NAMESPACES,
          DangerousPermission.CONFIG_MAPS_EVERYWHERE,
          DangerousPermission.ENDPOINTS_WRITE,
          DangerousPermission.NETWORK_EVERYWHERE);

  /** Includes all other risks. */
  private static final CombinedRisk EVERYTHING =
      new CombinedRisk("can do everything %s", any(List.of("*"), "*.*"));

  private static final List<CombinedRisk> COMBINED =
      List.of(
          new CombinedRisk("can read everything %s, including Secrets", any(READ, "*.*")),
          new CombinedRisk("can delete everything %s", any(DELETE, "*.*")),
          new CombinedRisk(
              "can start or change workloads %s that continue after the run; only the chart's"
                  + " admission policies deny them other accounts and Secrets",
              WORKLOADS),
          new CombinedRisk(
              "can run workloads %s as another ServiceAccount (use), with its permissions",
              WORKLOADS, any(USE, "serviceaccounts")),
          new CombinedRisk(
              "can relax the Pod Security of a namespace and start workloads there: at worst root"
                  + " on the nodes",
              WORKLOADS,
              // A Role also applies to the namespace object that the Role is in.
              any(WRITE, "namespaces")),
          new CombinedRisk(
              "can change objects in Kubernetes' own namespaces (use)",
              clusterWide(USE, "namespaces")),
          new CombinedRisk(
              "can write ConfigMaps %s that other programs trust", any(WRITE, "configmaps")),
          new CombinedRisk(
              "can redirect or open network traffic %s (services, endpoints, ingresses, network"
                  + " policies)",
              any(
                  ANY,
                  "services",
                  "endpoints",
                  "endpointslices.discovery.k8s.io",
                  "ingresses.networking.k8s.io",
                  "networkpolicies.networking.k8s.io",
                  "ingressclasses.networking.k8s.io",
                  "ipaddresses.networking.k8s.io",
                  "servicecidrs.networking.k8s.io")),
          new CombinedRisk(
              "can read the logs of every pod %s, including secrets that programs print",
              any(List.of("get"), "pods/log")));

  private static final CombinedRisk OPERATOR_DEPLOYMENT =
      new CombinedRisk(
          "can change the operator's own Deployment (namespace %s), with the operator's"
              + " permissions",
          any(WRITE, "deployments.apps"));

  private RiskCatalog() {}

  /**
   * Lists the risks of a skill. A risk in the whole cluster is not repeated for the namespace.
   *
   * @param namespace namespace of the run
   */
  public static List<Risk> of(
      List<PolicyRule> rules,
      List<PolicyRule> clusterRules,
      String namespace,
      String operatorNamespace) {
    Optional<Risk> all = EVERYTHING.in(clusterRules, clusterRules, EVERYWHERE);
    if (all.isPresent()) {
      return List.of(all.get());
    }
    List<PolicyRule> here = Stream.concat(rules.stream(), clusterRules.stream()).toList();
    Optional<Risk> allHere = EVERYTHING.in(here, clusterRules, "in " + namespace);
    List<Risk> risks = new ArrayList<>();
    allHere.ifPresent(risks::add);
    if (allHere.isEmpty()) {
      risks.addAll(dangerous(rules, clusterRules, namespace));
    } else {
      risks.addAll(dangerous(List.of(), clusterRules, namespace));
    }
    for (CombinedRisk risk : COMBINED) {
      risk.in(clusterRules, clusterRules, EVERYWHERE)
          .or(() ->
              allHere.isPresent()
                  ? Optional.empty()
                  : risk.in(here, clusterRules, "in " + namespace))
          .ifPresent(risks::add);
    }
    OPERATOR_DEPLOYMENT
        .in(
            namespace.equals(operatorNamespace) ? here : clusterRules,
            clusterRules,
            operatorNamespace)
        .ifPresent(risks::add);
    return risks;
  }

  private static List<Risk> dangerous(
      List<PolicyRule> rules, List<PolicyRule> clusterRules, String namespace) {
    List<Risk> risks = new ArrayList<>();
    Map<DangerousPermission, Permission> everywhere = firstMatches(clusterRules, true);
    everywhere.forEach((dangerous, permission) ->
        risks.add(new Risk.Dangerous(dangerous, permission, EVERYWHERE)));
    firstMatches(rules, false)
        .forEach((dangerous, permission) -> {
          if (!everywhere.containsKey(dangerous)) {
            risks.add(new Risk.Dangerous(dangerous, permission, "in " + namespace));
          }
        });
    return risks;
  }

  private static Map<DangerousPermission, Permission> firstMatches(
      List<PolicyRule> rules, boolean clusterWide) {
    Map<DangerousPermission, Permission> matches = new EnumMap<>(DangerousPermission.class);
    for (PolicyRule rule : rules) {
      for (DangerousPermission dangerous : DangerousPermission.of(rule, clusterWide)) {
        if (!REPLACED.contains(dangerous)) {
          dangerous
              .firstMatch(rule)
              .ifPresent(permission -> matches.putIfAbsent(dangerous, permission));
        }
      }
    }
    return matches;
  }
}

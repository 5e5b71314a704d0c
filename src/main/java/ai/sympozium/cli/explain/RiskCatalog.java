package ai.sympozium.cli.explain;

import static ai.sympozium.cli.explain.RequiredAccess.any;
import static ai.sympozium.cli.explain.RequiredAccess.clusterWide;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.rbac.DangerousPermission;
import ai.sympozium.rbac.Permission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The risks of rules, in plain words.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/rbac-good-practices/">RBAC good
 *     practices, privilege escalation risks</a>
 */
final class RiskCatalog {
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

  /** Said more exactly below, as far as the chart's policies let it come. */
  private static final Set<DangerousPermission> TOLD_OTHERWISE =
      EnumSet.of(DangerousPermission.WORKLOADS, DangerousPermission.WORKLOADS_EVERYWHERE);

  /** Says all that the others could say. */
  private static final Risk EVERYTHING = new Risk("can do everything %s", any(List.of("*"), "*.*"));

  private static final List<Risk> OTHERS =
      List.of(
          new Risk("can read everything %s, Secrets included", any(READ, "*.*")),
          new Risk("can delete everything %s", any(DELETE, "*.*")),
          new Risk(
              "can start or change workloads %s, which go on when the run is over; only the chart's"
                  + " policies keep accounts and Secrets of others from them",
              WORKLOADS),
          new Risk(
              "can run workloads %s as another ServiceAccount (use): equals its rights",
              WORKLOADS, any(USE, "serviceaccounts")),
          new Risk(
              "can lift the Pod Security of a namespace for the workloads that it starts there: at"
                  + " worst root on the nodes",
              WORKLOADS,
              clusterWide(WRITE, "namespaces")),
          new Risk(
              "can change what is in Kubernetes' own namespaces (use)",
              clusterWide(USE, "namespaces")),
          new Risk("can write ConfigMaps %s that other programs trust", any(WRITE, "configmaps")),
          new Risk(
              "can lead traffic elsewhere or open what was closed %s (services, endpoints,"
                  + " ingresses, network policies)",
              any(
                  ANY,
                  "services",
                  "endpoints",
                  "endpointslices.discovery.k8s.io",
                  "ingresses.networking.k8s.io",
                  "networkpolicies.networking.k8s.io")),
          new Risk(
              "can read the logs of every pod %s, with whatever programs print there",
              any(List.of("get"), "pods/log")));

  private static final Risk THE_OPERATOR_ITSELF =
      new Risk(
          "can change the operator's own Deployment (namespace %s): equals the operator's rights",
          any(WRITE, "deployments.apps"));

  private RiskCatalog() {}

  /** The risks of a skill; what is so in the whole cluster is not said of the namespace too. */
  static List<String> of(
      List<PolicyRule> rules,
      List<PolicyRule> clusterRules,
      String namespace,
      String operatorNamespace) {
    String everywhere = "in the whole cluster";
    Optional<String> all = EVERYTHING.in(clusterRules, clusterRules, everywhere);
    if (all.isPresent()) {
      return List.of(all.get());
    }
    List<PolicyRule> here = Stream.concat(rules.stream(), clusterRules.stream()).toList();
    Optional<String> allHere = EVERYTHING.in(here, clusterRules, "in " + namespace);
    List<String> risks = new ArrayList<>();
    allHere.ifPresent(risks::add);
    if (allHere.isEmpty()) {
      risks.addAll(dangers(rules, clusterRules, namespace));
    } else {
      risks.addAll(dangers(List.of(), clusterRules, namespace));
    }
    for (Risk risk : OTHERS) {
      risk.in(clusterRules, clusterRules, everywhere)
          .or(() ->
              allHere.isPresent()
                  ? Optional.empty()
                  : risk.in(here, clusterRules, "in " + namespace))
          .ifPresent(risks::add);
    }
    THE_OPERATOR_ITSELF
        .in(
            namespace.equals(operatorNamespace) ? here : clusterRules,
            clusterRules,
            operatorNamespace)
        .ifPresent(risks::add);
    return risks;
  }

  private static List<String> dangers(
      List<PolicyRule> rules, List<PolicyRule> clusterRules, String namespace) {
    List<String> words = new ArrayList<>();
    Map<DangerousPermission, Permission> wide = dangers(clusterRules, true);
    wide.forEach((danger, right) -> words.add(words(danger, right, "in the whole cluster")));
    dangers(rules, false)
        .forEach((danger, right) -> {
          if (!wide.containsKey(danger)) {
            words.add(words(danger, right, "in " + namespace));
          }
        });
    return words;
  }

  /** Each danger with the first right that is it. */
  private static Map<DangerousPermission, Permission> dangers(
      List<PolicyRule> rules, boolean clusterWide) {
    Map<DangerousPermission, Permission> dangers = new EnumMap<>(DangerousPermission.class);
    for (PolicyRule rule : rules) {
      for (DangerousPermission danger : DangerousPermission.of(rule, clusterWide)) {
        if (!TOLD_OTHERWISE.contains(danger)) {
          danger.firstMatch(rule).ifPresent(right -> dangers.putIfAbsent(danger, right));
        }
      }
    }
    return dangers;
  }

  private static String words(DangerousPermission danger, Permission right, String where) {
    return TerminalSanitizer.value(right.describe()) + " " + where + ": " + danger.risk();
  }
}

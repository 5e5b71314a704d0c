package ai.sympozium.cli.report;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kubectl's words for resources mean: those that each cluster has, and those of a pack. */
final class ResourceAliases {
  /** Plural with its group, then the other words for it. */
  private static final List<String> BUILT_IN =
      List.of(
          "pods po pod",
          "services svc service",
          "configmaps cm configmap",
          "secrets secret",
          "nodes no node",
          "namespaces ns namespace",
          "events ev event",
          "endpoints ep",
          "serviceaccounts sa serviceaccount",
          "persistentvolumes pv persistentvolume",
          "persistentvolumeclaims pvc persistentvolumeclaim",
          "replicationcontrollers rc replicationcontroller",
          "resourcequotas quota resourcequota",
          "limitranges limits limitrange",
          "deployments.apps deploy deployment",
          "statefulsets.apps sts statefulset",
          "daemonsets.apps ds daemonset",
          "replicasets.apps rs replicaset",
          "controllerrevisions.apps controllerrevision",
          "jobs.batch job",
          "cronjobs.batch cj cronjob",
          "ingresses.networking.k8s.io ing ingress",
          "ingressclasses.networking.k8s.io ingressclass",
          "networkpolicies.networking.k8s.io netpol networkpolicy",
          "horizontalpodautoscalers.autoscaling hpa horizontalpodautoscaler",
          "poddisruptionbudgets.policy pdb poddisruptionbudget",
          "roles.rbac.authorization.k8s.io role",
          "rolebindings.rbac.authorization.k8s.io rolebinding",
          "clusterroles.rbac.authorization.k8s.io clusterrole",
          "clusterrolebindings.rbac.authorization.k8s.io clusterrolebinding",
          "storageclasses.storage.k8s.io sc storageclass",
          "volumeattachments.storage.k8s.io volumeattachment",
          "customresourcedefinitions.apiextensions.k8s.io crd crds customresourcedefinition");

  /** What {@code kubectl get all} shows. */
  private static final List<String> ALL =
      List.of(
          "pods",
          "replicationcontrollers",
          "services",
          "daemonsets",
          "deployments",
          "replicasets",
          "statefulsets",
          "horizontalpodautoscalers",
          "cronjobs",
          "jobs");

  /** A resource and its group. */
  record Resource(String group, String name) {}

  private final Map<String, Resource> words = new HashMap<>();

  /** Built-in resources, and those that these rights name. */
  ResourceAliases(List<ScopedPermission> declared) {
    for (ScopedPermission right : declared) {
      if (!right.isWildcard() && !right.resource().contains("/")) {
        add(new Resource(right.group(), right.resource()), List.of(singular(right.resource())));
      }
    }
    for (String line : BUILT_IN) {
      List<String> all = List.of(line.split(" ", -1));
      int dot = all.getFirst().indexOf('.');
      add(
          dot < 0
              ? new Resource("", all.getFirst())
              : new Resource(all.getFirst().substring(dot + 1), all.getFirst().substring(0, dot)),
          all.subList(1, all.size()));
    }
  }

  private void add(Resource resource, List<String> others) {
    words.put(resource.name(), resource);
    words.put(resource.name() + "." + resource.group(), resource);
    others.forEach(word -> words.put(word, resource));
  }

  /** What a word such as {@code po} or {@code deployments.apps} or {@code all} means. */
  List<Resource> named(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.equals("all")
        ? ALL.stream().flatMap(name -> find(name).stream()).toList()
        : find(lower).stream().toList();
  }

  private Optional<Resource> find(String word) {
    return Optional.ofNullable(words.get(word));
  }

  private static String singular(String plural) {
    return plural.endsWith("ies")
        ? plural.substring(0, plural.length() - 3) + "y"
        : plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
  }
}

package ai.sympozium.cli.usage;

import ai.sympozium.api.PolicyRule;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Resources that every cluster has, and those that rules name, to read commands without a cluster.
 */
public final class BuiltInResources {
  /** Group and version, then: plural, singular, short names; "-" before cluster-scoped ones. */
  private static final String TABLE =
      """
      v1: pods pod po all, services service svc all, configmaps configmap cm, secrets secret, \
      events event ev, endpoints endpoints ep, serviceaccounts serviceaccount sa, \
      persistentvolumeclaims persistentvolumeclaim pvc, resourcequotas resourcequota quota, \
      limitranges limitrange limits, replicationcontrollers replicationcontroller rc all, \
      podtemplates podtemplate, -nodes node no, -namespaces namespace ns, \
      -persistentvolumes persistentvolume pv
      apps/v1: deployments deployment deploy all, statefulsets statefulset sts all, \
      daemonsets daemonset ds all, replicasets replicaset rs all, \
      controllerrevisions controllerrevision
      batch/v1: jobs job all, cronjobs cronjob cj all
      autoscaling/v2: horizontalpodautoscalers horizontalpodautoscaler hpa all
      networking.k8s.io/v1: ingresses ingress ing, networkpolicies networkpolicy netpol, \
      -ingressclasses ingressclass
      policy/v1: poddisruptionbudgets poddisruptionbudget pdb
      rbac.authorization.k8s.io/v1: roles role, rolebindings rolebinding, \
      -clusterroles clusterrole, -clusterrolebindings clusterrolebinding
      storage.k8s.io/v1: -storageclasses storageclass sc, -volumeattachments volumeattachment, \
      -csidrivers csidriver, -csinodes csinode
      apiextensions.k8s.io/v1: -customresourcedefinitions customresourcedefinition crd crds
      apiregistration.k8s.io/v1: -apiservices apiservice
      coordination.k8s.io/v1: leases lease
      discovery.k8s.io/v1: endpointslices endpointslice
      scheduling.k8s.io/v1: -priorityclasses priorityclass pc
      admissionregistration.k8s.io/v1: \
      -validatingwebhookconfigurations validatingwebhookconfiguration, \
      -mutatingwebhookconfigurations mutatingwebhookconfiguration
      events.k8s.io/v1: events event ev
      metrics.k8s.io/v1beta1: pods pod, -nodes node
      """;

  private BuiltInResources() {}

  /** Returns the aliases of the built-in resources and of those that rules name. */
  public static ResourceAliases with(Collection<PolicyRule> rules) {
    return new ResourceAliases(TABLE.lines().map(BuiltInResources::group).toList()).plus(of(rules));
  }

  /** Returns the resources of rules, with names as their kinds most likely have. */
  public static List<APIResourceList> of(Collection<PolicyRule> rules) {
    List<APIResourceList> lists = new ArrayList<>();
    for (PolicyRule rule : rules) {
      for (String group : rule.apiGroups()) {
        lists.add(
            new APIResourceListBuilder()
                .withGroupVersion(group.isEmpty() ? "v1" : group + "/v1")
                .withResources(
                    rule.resources().stream()
                        .filter(name -> !name.contains("/") && !name.equals("*"))
                        .map(name -> resource(name, singular(name), List.of(), List.of(), true))
                        .toList())
                .build());
      }
    }
    return lists;
  }

  private static APIResourceList group(String line) {
    String[] parts = line.split(": ", 2);
    return new APIResourceListBuilder()
        .withGroupVersion(parts[0])
        .withResources(
            Arrays.stream(parts[1].split(", *")).map(BuiltInResources::resource).toList())
        .build();
  }

  private static APIResource resource(String entry) {
    boolean namespaced = !entry.startsWith("-");
    List<String> words = List.of((namespaced ? entry : entry.substring(1)).strip().split(" +"));
    List<String> shortNames = words.subList(2, words.size());
    return resource(
        words.get(0),
        words.get(1),
        shortNames.stream().filter(word -> !word.equals("all")).toList(),
        shortNames.stream().filter("all"::equals).toList(),
        namespaced);
  }

  private static APIResource resource(
      String name,
      String singular,
      List<String> shortNames,
      List<String> categories,
      boolean namespaced) {
    return new APIResourceBuilder()
        .withName(name)
        .withSingularName(singular)
        .withShortNames(shortNames)
        .withCategories(categories)
        .withNamespaced(namespaced)
        .build();
  }

  private static String singular(String plural) {
    return plural.endsWith("ies")
        ? plural.substring(0, plural.length() - 3) + "y"
        : plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
  }
}

package ai.sympozium.integration;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of a fixed set of permissions, to compare what a user has before and after a test. */
record PermissionProbe(String verb, String group, String resource, @Nullable String namespace) {
  private static final List<PermissionProbe> PROBES =
      List.of(
          core("get", "pods"),
          core("create", "pods"),
          core("create", "pods/exec"),
          core("list", "configmaps"),
          core("get", "secrets"),
          core("create", "secrets"),
          core("create", "serviceaccounts/token"),
          core("impersonate", "serviceaccounts"),
          core("list", "nodes"),
          new PermissionProbe("get", "example.com", "widgets", null),
          new PermissionProbe("update", "apps", "deployments", null),
          new PermissionProbe("create", "rbac.authorization.k8s.io", "rolebindings", null),
          new PermissionProbe("escalate", "rbac.authorization.k8s.io", "roles", null),
          new PermissionProbe("bind", "rbac.authorization.k8s.io", "clusterroles", null),
          new PermissionProbe(
              "update", "admissionregistration.k8s.io", "validatingwebhookconfigurations", null),
          new PermissionProbe("update", "coordination.k8s.io", "leases", null));

  private static PermissionProbe core(String verb, String resource) {
    return new PermissionProbe(verb, "", resource, null);
  }

  /** Returns what the API server allows a user: in a namespace, in the operator's, everywhere. */
  static Set<String> allowed(String user, String namespace) {
    return PROBES.stream()
        .flatMap(probe ->
            Stream.of(probe, probe.in(namespace), probe.in(TestCluster.OPERATOR_NAMESPACE)))
        .filter(probe -> probe.isAllowed(user))
        .map(PermissionProbe::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private PermissionProbe in(String where) {
    return new PermissionProbe(verb, group, resource, where);
  }

  private boolean isAllowed(String user) {
    int slash = resource.indexOf('/');
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withGroups(groups(user))
            .withNewResourceAttributes()
            .withVerb(verb)
            .withGroup(group)
            .withResource(slash < 0 ? resource : resource.substring(0, slash))
            .withSubresource(slash < 0 ? null : resource.substring(slash + 1))
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    return TestCluster.isAllowed(review);
  }

  private static List<String> groups(String user) {
    String[] parts = user.split(":", -1);
    return parts.length == 4
        ? List.of(
            "system:serviceaccounts", "system:serviceaccounts:" + parts[2], "system:authenticated")
        : List.of("system:authenticated");
  }
}

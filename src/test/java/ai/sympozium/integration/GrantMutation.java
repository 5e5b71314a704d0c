package ai.sympozium.integration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleRefBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Random;

/** Changes of a grant object that only an administrator can make while the chart is installed. */
enum GrantMutation {
  REMOVE_LABELS,
  CHANGE_LABELS,
  REMOVE_OWNERS,
  CHANGE_OWNERS,
  ADD_FINALIZER,
  DELETE,
  REPLACE,
  BIND_UNDER_OTHER_NAME,
  BIND_IN_CLUSTER_UNDER_OTHER_NAME;

  static final String FINALIZER = "example.com/keep";
  static final String OTHER_PREFIX = "sympozium-test-other-";

  private static final String RBAC = "rbac.authorization.k8s.io";

  static GrantMutation random(Random random) {
    return values()[random.nextInt(values().length)];
  }

  /** Changes the object. A change that comes too late, or that the API server rejects, is none. */
  void apply(HasMetadata object, String account, String namespace) {
    ignoreRejection(() -> applyTo(object, account, namespace));
  }

  static void patchIfPresent(HasMetadata object, String json) {
    ignoreRejection(() -> patch(object, json));
  }

  private static void ignoreRejection(Runnable change) {
    try {
      change.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() < 400 || e.getCode() >= 500) {
        throw e;
      }
    }
  }

  private void applyTo(HasMetadata object, String account, String namespace) {
    switch (this) {
      case REMOVE_LABELS -> patch(object, "{\"metadata\": {\"labels\": null}}");
      case CHANGE_LABELS ->
          patch(object, "{\"metadata\": {\"labels\": {\"sympozium.ai/run-uid\": \"other\"}}}");
      case REMOVE_OWNERS -> patch(object, "{\"metadata\": {\"ownerReferences\": null}}");
      case CHANGE_OWNERS ->
          patch(
              object,
              """
              {"metadata": {"ownerReferences": [{"apiVersion": "v1", "kind": "Namespace",
                "name": "%s", "uid": "%s"}]}}
              """
                  .formatted(namespace, namespaceUid(namespace)));
      case ADD_FINALIZER ->
          patch(object, "{\"metadata\": {\"finalizers\": [\"" + FINALIZER + "\"]}}");
      case DELETE -> TestCluster.ADMIN.resource(object).delete();
      case REPLACE -> {
        TestCluster.ADMIN.resource(object).delete();
        TestCluster.ADMIN.resource(replacement(object, account, namespace)).create();
      }
      case BIND_UNDER_OTHER_NAME ->
          TestCluster.ADMIN
              .resource(
                  new RoleBindingBuilder()
                      .withNewMetadata()
                      .withName(OTHER_PREFIX + account)
                      .withNamespace(namespace)
                      .endMetadata()
                      .withNewRoleRef(RBAC, "ClusterRole", "view")
                      .withSubjects(subject(account, namespace))
                      .build())
              .create();
      case BIND_IN_CLUSTER_UNDER_OTHER_NAME ->
          TestCluster.ADMIN
              .resource(
                  new ClusterRoleBindingBuilder()
                      .withNewMetadata()
                      .withName(OTHER_PREFIX + account)
                      .endMetadata()
                      .withNewRoleRef(RBAC, "ClusterRole", "view")
                      .withSubjects(subject(account, namespace))
                      .build())
              .create();
    }
  }

  /** Builds an object of the same kind and name, without labels and owners, that gives more. */
  private static HasMetadata replacement(HasMetadata object, String account, String namespace) {
    object.getMetadata().setUid(null);
    object.getMetadata().setResourceVersion(null);
    object.getMetadata().setManagedFields(List.of());
    object.getMetadata().setLabels(null);
    object.getMetadata().setOwnerReferences(List.of());
    var all =
        new PolicyRuleBuilder()
            .withApiGroups("")
            .withResources("pods", "configmaps", "nodes")
            .withVerbs("get", "list")
            .build();
    var view =
        new RoleRefBuilder().withApiGroup(RBAC).withKind("ClusterRole").withName("view").build();
    switch (object) {
      case Role role -> role.setRules(List.of(all));
      case ClusterRole role -> role.setRules(List.of(all));
      case RoleBinding binding -> {
        binding.setRoleRef(view);
        binding.setSubjects(List.of(subject(account, namespace)));
      }
      case ClusterRoleBinding binding -> {
        binding.setRoleRef(view);
        binding.setSubjects(List.of(subject(account, namespace)));
      }
      default -> {}
    }
    return object;
  }

  private static void patch(HasMetadata object, String json) {
    TestCluster.ADMIN.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  private static String namespaceUid(String namespace) {
    return TestCluster.ADMIN.namespaces().withName(namespace).require().getMetadata().getUid();
  }

  private static Subject subject(String account, String namespace) {
    return new SubjectBuilder()
        .withKind("ServiceAccount")
        .withName(account)
        .withNamespace(namespace)
        .build();
  }
}

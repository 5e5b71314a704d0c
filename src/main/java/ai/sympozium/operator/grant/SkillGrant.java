package ai.sympozium.operator.grant;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Permissions of one skill of one run, and the objects that give them. All objects of a grant share
 * one name. It derives from the run's UID, so that users cannot choose it and a restarted operator
 * computes it again.
 */
public record SkillGrant(
    RunRef run, String skill, List<PolicyRule> rules, List<PolicyRule> clusterRules) {
  private static final String RBAC = "rbac.authorization.k8s.io";

  /** The run that a grant belongs to; serialized as part of the plan. */
  @RegisterForReflection
  public record RunRef(String namespace, String name, String uid) {
    /** Returns the reference to a run that exists. */
    public static RunRef of(AgentRun run) {
      var metadata = run.getMetadata();
      return new RunRef(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }
  }

  public SkillGrant {
    rules = List.copyOf(rules);
    clusterRules = List.copyOf(clusterRules);
  }

  public String name() {
    return name(run.uid(), skill);
  }

  public static String name(String runUid, String skill) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((runUid + "/" + skill).getBytes(StandardCharsets.UTF_8));
      return "sympozium-run-" + HexFormat.of().formatHex(hash, 0, 6) + "-" + skill;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the user name of the skill's ServiceAccount at the API server. */
  public String user() {
    return "system:serviceaccount:" + run.namespace() + ":" + name();
  }

  public ServiceAccount account() {
    return new ServiceAccountBuilder()
        .withMetadata(namespaced())
        .withAutomountServiceAccountToken(false)
        .build();
  }

  /** Builds the Role and the ClusterRole; one without rules is left out. */
  public List<HasMetadata> roles() {
    List<HasMetadata> roles = new ArrayList<>();
    if (!rules.isEmpty()) {
      roles.add(new RoleBuilder().withMetadata(namespaced()).withRules(policy(rules)).build());
    }
    if (!clusterRules.isEmpty()) {
      roles.add(
          new ClusterRoleBuilder()
              .withMetadata(clusterScoped())
              .withRules(policy(clusterRules))
              .build());
    }
    return roles;
  }

  /** Builds the RoleBinding and the ClusterRoleBinding; one without rules is left out. */
  public List<HasMetadata> bindings() {
    List<HasMetadata> bindings = new ArrayList<>();
    if (!rules.isEmpty()) {
      bindings.add(
          new RoleBindingBuilder()
              .withMetadata(namespaced())
              .withNewRoleRef(RBAC, "Role", name())
              .withSubjects(subject())
              .build());
    }
    if (!clusterRules.isEmpty()) {
      bindings.add(
          new ClusterRoleBindingBuilder()
              .withMetadata(clusterScoped())
              .withNewRoleRef(RBAC, "ClusterRole", name())
              .withSubjects(subject())
              .build());
    }
    return bindings;
  }

  /** Builds all objects, in the order of deletion. */
  public List<HasMetadata> objects() {
    List<HasMetadata> objects = new ArrayList<>(bindings());
    objects.addAll(roles());
    objects.add(account());
    return objects;
  }

  private Subject subject() {
    return new SubjectBuilder()
        .withKind("ServiceAccount")
        .withName(name())
        .withNamespace(run.namespace())
        .build();
  }

  private ObjectMeta namespaced() {
    return new ObjectMetaBuilder()
        .withName(name())
        .withNamespace(run.namespace())
        .withLabels(labels())
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION)
                .withKind("AgentRun")
                .withName(run.name())
                .withUid(run.uid())
                .build())
        .build();
  }

  /** Cluster-scoped objects cannot be owned by a run: finalizer and collector delete them. */
  private ObjectMeta clusterScoped() {
    return new ObjectMetaBuilder().withName(name()).withLabels(labels()).build();
  }

  private Map<String, String> labels() {
    return Map.of(
        SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY,
        SympoziumLabels.LABEL_RUN, run.name(),
        SympoziumLabels.LABEL_RUN_UID, run.uid(),
        SympoziumLabels.LABEL_RUN_NAMESPACE, run.namespace(),
        SympoziumLabels.LABEL_SKILL, skill);
  }

  private static List<io.fabric8.kubernetes.api.model.rbac.PolicyRule> policy(
      List<PolicyRule> rules) {
    return rules.stream()
        .map(rule ->
            new PolicyRuleBuilder()
                .withApiGroups(rule.apiGroups())
                .withResources(rule.resources())
                .withVerbs(rule.verbs())
                .withResourceNames(rule.resourceNames())
                .build())
        .toList();
  }
}

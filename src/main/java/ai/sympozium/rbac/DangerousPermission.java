package ai.sympozium.rbac;

import static ai.sympozium.rbac.PermissionPattern.WRITE;
import static ai.sympozium.rbac.PermissionPattern.WRITE_AND_DELETE;
import static ai.sympozium.rbac.PermissionPattern.on;

import ai.sympozium.api.PolicyRule;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Permissions that allow privilege escalation. An administrator allows one by its {@link #id()}. A
 * rule is dangerous if it includes one of them, also by a wildcard.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/rbac-good-practices/">RBAC good
 *     practices, privilege escalation risks</a>
 */
public enum DangerousPermission {
  WILDCARDS("includes every permission that is added later"),
  ESCALATE(
      "can write roles with permissions that the skill does not hold",
      on("rbac.authorization.k8s.io", "roles,clusterroles", "escalate")),
  BIND(
      "can bind roles with permissions that the skill does not hold",
      on("rbac.authorization.k8s.io", "roles,clusterroles", "bind")),
  IMPERSONATE("can send requests as any user", on("*", "*", "impersonate*")),
  RBAC_WRITE(
      "can pass permissions on, and those outlive the run",
      on(
          "rbac.authorization.k8s.io",
          "roles,rolebindings,clusterroles,clusterrolebindings",
          WRITE)),
  SERVICE_ACCOUNTS_TOKEN(
      "can create tokens of every ServiceAccount there, and those outlive the run",
      on("", "serviceaccounts/token", "create")),
  SERVICE_ACCOUNTS_WRITE(
      "can create a ServiceAccount that an existing binding names",
      on("", "serviceaccounts", WRITE)),
  SECRETS_READ(
      "can read every Secret there, keys and tokens included",
      on("", "secrets", "get").withoutName(),
      on("", "secrets", "list,watch")),
  SECRETS_WRITE(
      "can have Kubernetes fill a Secret with the token of any ServiceAccount there",
      on("", "secrets", WRITE)),
  PODS_CREATE(
      "can start pods with any ServiceAccount and any Secret there",
      on("", "pods", "create,update,patch")),
  PODS_EXEC(
      "can run commands in pods, with everything that those pods can access",
      on("", "pods/exec", "*")),
  PODS_ATTACH("can read and write the streams of processes in pods", on("", "pods/attach", "*")),
  PODS_EPHEMERAL_CONTAINERS(
      "can add containers to running pods, with everything that those pods can access",
      on("", "pods/ephemeralcontainers", "update,patch")),
  PODS_PORTFORWARD(
      "can reach every port of pods, past network policies", on("", "pods/portforward", "*")),
  PODS_PROXY(
      "can reach pods and services through the API server, past network policies",
      on("", "pods/proxy,services/proxy", "*")),
  /** The purpose of some packs, so it is reported, and denied only cluster-wide. */
  WORKLOADS("can start workloads that continue after the run", PermissionPattern.WORKLOADS) {
    @Override
    public boolean isDeniedByDefault() {
      return false;
    }

    @Override
    boolean appliesTo(boolean clusterWide) {
      return !clusterWide;
    }
  },
  WORKLOADS_EVERYWHERE(
      "can start workloads in every namespace, and those continue after the run",
      PermissionPattern.WORKLOADS) {
    @Override
    boolean appliesTo(boolean clusterWide) {
      return clusterWide;
    }
  },
  NODES_PROXY(
      "can run commands in every pod of a node, past admission and audit",
      on("", "nodes/proxy", "*")),
  NODES_WRITE(
      "can move pods of other users to another node or keep them from one",
      on("", "nodes,nodes/status", WRITE_AND_DELETE)),
  NAMESPACES_WRITE(
      "can change the labels that Pod Security and network policies use",
      on("", "namespaces,namespaces/finalize", WRITE_AND_DELETE)),
  PERSISTENT_VOLUMES(
      "can mount directories of nodes and volumes of other users",
      on("", "persistentvolumes", WRITE),
      on("storage.k8s.io", "csidrivers,csinodes,storageclasses,volumeattachments", WRITE)),
  CERTIFICATES(
      "can create credentials of any user that cannot be revoked",
      on("certificates.k8s.io", "certificatesigningrequests", WRITE),
      on(
          "certificates.k8s.io",
          "certificatesigningrequests/approval,certificatesigningrequests/status",
          "update,patch"),
      on(
          "certificates.k8s.io",
          "certificatesigningrequests/nodeclient,certificatesigningrequests/selfnodeclient",
          "create"),
      on("certificates.k8s.io", "signers", "approve,sign,attest"),
      on("certificates.k8s.io", "clustertrustbundles", WRITE)),
  ADMISSION_WRITE(
      "can read, change and allow every write to the cluster",
      on(
          "admissionregistration.k8s.io",
          "validatingwebhookconfigurations,mutatingwebhookconfigurations,"
              + "validatingadmissionpolicies,validatingadmissionpolicybindings,"
              + "mutatingadmissionpolicies,mutatingadmissionpolicybindings",
          WRITE_AND_DELETE)),
  API_EXTENSIONS(
      "can change the API itself and read the requests to it",
      on("apiextensions.k8s.io", "customresourcedefinitions", WRITE_AND_DELETE),
      on("apiregistration.k8s.io", "apiservices", WRITE_AND_DELETE)),
  AGENTS(
      "can start agents with the permissions of other skills, and those outlive the run",
      on("sympozium.ai", "*", "use," + WRITE));

  private final String risk;
  private final List<PermissionPattern> patterns;

  DangerousPermission(String risk, PermissionPattern... patterns) {
    this(risk, List.of(patterns));
  }

  DangerousPermission(String risk, List<PermissionPattern> patterns) {
    this.risk = risk;
    this.patterns = patterns;
  }

  /** Returns the name for administrators, as {@code pods-exec}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Describes what a holder can do, as the rest of a sentence. */
  public String risk() {
    return risk;
  }

  /** Whether a pack that declares it is refused until an administrator allows it. */
  public boolean isDeniedByDefault() {
    return true;
  }

  public static Optional<DangerousPermission> fromId(String id) {
    return Arrays.stream(values()).filter(d -> d.id().equals(id)).findFirst();
  }

  /**
   * Finds all dangerous permissions of a rule.
   *
   * @param clusterWide whether the rule applies to every namespace
   */
  public static Set<DangerousPermission> of(PolicyRule rule, boolean clusterWide) {
    Set<DangerousPermission> found = EnumSet.noneOf(DangerousPermission.class);
    for (DangerousPermission dangerous : values()) {
      if (dangerous.appliesTo(clusterWide) && dangerous.firstMatch(rule).isPresent()) {
        found.add(dangerous);
      }
    }
    return found;
  }

  /** Finds the first permission of a rule that is or includes this dangerous one. */
  public Optional<Permission> firstMatch(PolicyRule rule) {
    return Permission.of(rule).stream().filter(this::matches).findFirst();
  }

  boolean appliesTo(boolean clusterWide) {
    return true;
  }

  private boolean matches(Permission permission) {
    return this == WILDCARDS
        ? Stream.of(permission.group(), permission.resource(), permission.verb())
            .anyMatch(value -> value.contains("*"))
        : patterns.stream().anyMatch(pattern -> pattern.matches(permission));
  }
}

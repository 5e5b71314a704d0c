package ai.sympozium.rbac;

import static ai.sympozium.rbac.DangerousPermission.Scope.CLUSTER;
import static ai.sympozium.rbac.DangerousPermission.Scope.NAMESPACE;
import static ai.sympozium.rbac.PermissionPattern.DELETE;
import static ai.sympozium.rbac.PermissionPattern.STARTING_PODS;
import static ai.sympozium.rbac.PermissionPattern.STOPPING_OTHERS;
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
 * Permissions that allow more than they state: privilege escalation, or harm to other users. An
 * administrator allows one by its {@link #id()}. A rule is dangerous if it includes one of them,
 * also by a wildcard.
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
      "can grant permissions that outlive the run, or remove those of other users",
      on("rbac.authorization.k8s.io", "*", WRITE_AND_DELETE)),
  SERVICE_ACCOUNTS_TOKEN(
      "can create tokens of every ServiceAccount there, and those outlive the run",
      on("", "serviceaccounts/token", "create")),
  SERVICE_ACCOUNTS_WRITE(
      "can create a ServiceAccount that an existing binding names",
      on("", "serviceaccounts", WRITE)),
  SERVICE_ACCOUNTS_DELETE(
      "can invalidate every token of the ServiceAccounts there", on("", "serviceaccounts", DELETE)),
  SERVICE_ACCOUNTS_USE(
      "can start workloads with any ServiceAccount there",
      on("", "serviceaccounts", "use").withoutName()),
  SECRETS_READ(
      "can read every Secret there, keys and tokens included",
      on("", "secrets", "get").withoutName(),
      on("", "secrets", "list,watch")),
  SECRETS_WRITE(
      "can have Kubernetes fill a Secret with the token of any ServiceAccount there",
      on("", "secrets", WRITE)),
  SECRETS_DELETE(
      "can delete keys and certificates that programs need, and create replacements under their names",
      on("", "secrets", DELETE)),
  CONFIG_MAPS_EVERYWHERE(
      CLUSTER,
      "can change the configuration of programs in every namespace",
      on("", "configmaps", WRITE)),
  PODS_CREATE(
      "can start pods with any ServiceAccount and any Secret there",
      on("", "pods", "create,update,patch")),
  PODS_BINDING(
      "can place pods on any node, past the scheduler", on("", "pods/binding,bindings", "create")),
  PODS_STATUS(
      "can report a false readiness, phase or address of pods", on("", "pods/status", WRITE)),
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
  WORKLOADS(NAMESPACE, "can start workloads that continue after the run", STARTING_PODS),
  WORKLOADS_EVERYWHERE(
      CLUSTER,
      "can start workloads in every namespace, and those continue after the run",
      STARTING_PODS),
  CONTROLLER_REVISIONS(
      "can change what StatefulSets and DaemonSets start, past the checks of workloads",
      on("apps", "controllerrevisions", WRITE)),
  DISRUPTION_EVERYWHERE(
      CLUSTER, "can delete, stop, evict or overload what runs in every namespace", STOPPING_OTHERS),
  QUOTAS(
      "can lift the limits of the namespace, or set limits that stop others",
      on("", "resourcequotas,resourcequotas/status,limitranges", WRITE_AND_DELETE)),
  SERVICES_STATUS(
      "can redirect traffic to any address in the cluster to itself",
      on("", "services/status", WRITE),
      on("networking.k8s.io", "ingresses/status", WRITE)),
  ENDPOINTS_WRITE(
      "can send the traffic of Services to any address, also of other namespaces",
      on("", "endpoints", WRITE_AND_DELETE),
      on("discovery.k8s.io", "endpointslices", WRITE_AND_DELETE)),
  NETWORK_EVERYWHERE(
      CLUSTER,
      "can redirect or open the network traffic of every namespace",
      on("", "services", WRITE_AND_DELETE),
      on("networking.k8s.io", "*", WRITE_AND_DELETE)),
  LEASES_WRITE(
      "can stop controllers, or have two of them work at once, by their leader election",
      on("coordination.k8s.io", "*", WRITE_AND_DELETE)),
  NODES_PROXY(
      "can run commands in every pod of a node, past admission and audit",
      on("", "nodes/proxy", "*")),
  NODES_LOG(
      "can read files and system logs of a node, or the memory of its containers",
      on("", "nodes/log,nodes/checkpoint", "*")),
  NODES_WRITE(
      "can move pods of other users to another node or keep them from one",
      on("", "nodes,nodes/status", WRITE_AND_DELETE)),
  RUNTIME_CLASSES(
      "can change how containers of other users are isolated",
      on("node.k8s.io", "*", WRITE_AND_DELETE)),
  PRIORITY_CLASSES(
      "can have pods of other users evicted in favour of its own",
      on("scheduling.k8s.io", "priorityclasses", WRITE_AND_DELETE)),
  DEVICES(
      "can use devices of nodes that other pods hold, or keep pods from them",
      on("resource.k8s.io", "*", WRITE_AND_DELETE)),
  NAMESPACES_WRITE(
      "can change the labels that Pod Security and network policies use",
      on("", "namespaces,namespaces/finalize,namespaces/status", WRITE_AND_DELETE)),
  SYSTEM_NAMESPACES("can change objects in system namespaces", on("", "namespaces", "use")),
  PERSISTENT_VOLUMES(
      "can mount directories of nodes, and mount or delete volumes of other users",
      on("", "persistentvolumes,persistentvolumes/status", WRITE_AND_DELETE),
      on("storage.k8s.io", "*", WRITE_AND_DELETE)),
  CERTIFICATES(
      "can create credentials of any user that cannot be revoked, or change whom others trust",
      on("certificates.k8s.io", "*", "approve,sign,attest," + WRITE_AND_DELETE)),
  ADMISSION_WRITE(
      "can read, change and allow every write to the cluster",
      on("admissionregistration.k8s.io", "*", WRITE_AND_DELETE)),
  API_EXTENSIONS(
      "can change the API itself and read the requests to it",
      on("apiextensions.k8s.io,apiregistration.k8s.io", "*", WRITE_AND_DELETE),
      on("internal.apiserver.k8s.io,storagemigration.k8s.io", "*", WRITE_AND_DELETE)),
  FLOW_CONTROL(
      "can keep other users' requests from the API server, also those that revoke permissions",
      on("flowcontrol.apiserver.k8s.io", "*", WRITE_AND_DELETE)),
  AGENTS(
      "can start agents with the permissions of other skills, and those outlive the run",
      on("sympozium.ai", "*", "use," + WRITE_AND_DELETE));

  /** Where a rule applies that is dangerous. */
  enum Scope {
    ANYWHERE,
    NAMESPACE,
    CLUSTER
  }

  private final Scope scope;
  private final String risk;
  private final List<PermissionPattern> patterns;

  DangerousPermission(String risk, PermissionPattern... patterns) {
    this(Scope.ANYWHERE, risk, patterns);
  }

  DangerousPermission(Scope scope, String risk, PermissionPattern... patterns) {
    this(scope, risk, List.of(patterns));
  }

  DangerousPermission(Scope scope, String risk, List<PermissionPattern> patterns) {
    this.scope = scope;
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
    return this != WORKLOADS;
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

  private boolean appliesTo(boolean clusterWide) {
    return scope != (clusterWide ? Scope.NAMESPACE : Scope.CLUSTER);
  }

  private boolean matches(Permission permission) {
    return this == WILDCARDS
        ? Stream.of(permission.group(), permission.resource(), permission.verb())
            .anyMatch(value -> value.contains("*"))
        : patterns.stream().anyMatch(pattern -> pattern.matches(permission));
  }
}

package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rights by which more can be had than they say, each with a name that an administrator switches it
 * on by. A rule is dangerous when it could give one of them, however it is written: a wildcard
 * means all that it stands for.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/rbac-good-practices/">RBAC good
 *     practices, privilege escalation risks</a>
 */
public enum DangerousPermission {
  WILDCARDS("a wildcard is also every right that comes to be later"),
  ESCALATE(
      "roles can be written with rights that their writer does not hold",
      on("rbac.authorization.k8s.io", "roles,clusterroles", "escalate")),
  BIND(
      "roles can be given whose rights the giver does not hold",
      on("rbac.authorization.k8s.io", "roles,clusterroles", "bind")),
  IMPERSONATE("requests can be made as anybody", on("*", "*", "impersonate*")),
  RBAC_WRITE(
      "rights can be handed on and then outlive the run",
      on(
          "rbac.authorization.k8s.io",
          "roles,rolebindings,clusterroles,clusterrolebindings",
          Verbs.WRITE)),
  SERVICE_ACCOUNTS_TOKEN(
      "tokens of every account there can be had, and they outlive the run",
      on("", "serviceaccounts/token", "create")),
  SERVICE_ACCOUNTS_WRITE(
      "an account can be made that a binding already names",
      on("", "serviceaccounts", Verbs.WRITE)),
  SECRETS_READ(
      "every secret there can be read, keys and tokens among them",
      onAll("", "secrets", "get"),
      on("", "secrets", "list,watch")),
  SECRETS_WRITE(
      "a secret of the right type is filled with the token of any account there",
      on("", "secrets", Verbs.WRITE)),
  PODS_CREATE(
      "a pod can have any account and any secret there", on("", "pods", "create,update,patch")),
  PODS_EXEC("commands can be run in pods, with all that those have", on("", "pods/exec", "*")),
  PODS_ATTACH("what runs in pods can be talked to and listened to", on("", "pods/attach", "*")),
  PODS_EPHEMERAL_CONTAINERS(
      "containers can be put into running pods, with all that those have",
      on("", "pods/ephemeralcontainers", "update,patch")),
  PODS_PORTFORWARD(
      "every port of pods can be reached, past network policies", on("", "pods/portforward", "*")),
  PODS_PROXY(
      "pods and services can be reached by way of the API server, past network policies",
      on("", "pods/proxy,services/proxy", "*")),
  /** What some packs are for; so it is told of, and refused only where it is cluster-wide. */
  WORKLOADS("what a workload runs goes on when the run is over", Verbs.workloads()) {
    @Override
    public boolean isRefused() {
      return false;
    }

    @Override
    boolean concerns(boolean clusterWide) {
      return !clusterWide;
    }
  },
  WORKLOADS_EVERYWHERE(
      "pods can be started in every namespace, and they go on when the run is over",
      Verbs.workloads()) {
    @Override
    boolean concerns(boolean clusterWide) {
      return clusterWide;
    }
  },
  NODES_PROXY(
      "commands can be run in every pod of a node, past admission and audit",
      on("", "nodes/proxy", "*")),
  NODES_WRITE(
      "pods of others can be moved to another node or kept from it",
      on("", "nodes,nodes/status", Verbs.WRITE_AND_DELETE)),
  NAMESPACES_WRITE(
      "labels can be changed that pod security and network policies go by",
      on("", "namespaces,namespaces/finalize", Verbs.WRITE_AND_DELETE)),
  PERSISTENT_VOLUMES(
      "directories of nodes and volumes of others can be mounted",
      on("", "persistentvolumes", Verbs.WRITE),
      on("storage.k8s.io", "csidrivers,csinodes,storageclasses,volumeattachments", Verbs.WRITE)),
  CERTIFICATES(
      "credentials of anybody can be had that nobody can revoke",
      on("certificates.k8s.io", "certificatesigningrequests", Verbs.WRITE),
      on(
          "certificates.k8s.io",
          "certificatesigningrequests/approval,certificatesigningrequests/status",
          "update,patch"),
      on(
          "certificates.k8s.io",
          "certificatesigningrequests/nodeclient,certificatesigningrequests/selfnodeclient",
          "create"),
      on("certificates.k8s.io", "signers", "approve,sign,attest"),
      on("certificates.k8s.io", "clustertrustbundles", Verbs.WRITE)),
  ADMISSION_WRITE(
      "every write to the cluster can be seen, changed or let through",
      on(
          "admissionregistration.k8s.io",
          "validatingwebhookconfigurations,mutatingwebhookconfigurations,"
              + "validatingadmissionpolicies,validatingadmissionpolicybindings,"
              + "mutatingadmissionpolicies,mutatingadmissionpolicybindings",
          Verbs.WRITE_AND_DELETE)),
  API_EXTENSIONS(
      "the API itself can be changed, and what is asked of it be seen",
      on("apiextensions.k8s.io", "customresourcedefinitions", Verbs.WRITE_AND_DELETE),
      on("apiregistration.k8s.io", "apiservices", Verbs.WRITE_AND_DELETE)),
  AGENTS(
      "agents can be started with the rights of other skills, beyond the end of the run",
      on("sympozium.ai", "*", "use," + Verbs.WRITE));

  private final String why;
  private final List<Pattern> patterns;

  DangerousPermission(String why, Pattern... patterns) {
    this.why = why;
    this.patterns = List.of(patterns);
  }

  /** What the administrator calls it, as {@code pods-exec}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What can be done by it, in half a sentence. */
  public String why() {
    return why;
  }

  /** Whether a pack that has it is refused until an administrator switches it on. */
  public boolean isRefused() {
    return true;
  }

  /** The danger that an administrator means. */
  public static Optional<DangerousPermission> named(String id) {
    return Arrays.stream(values()).filter(d -> d.id().equals(id)).findFirst();
  }

  /** All dangers of a rule; {@code clusterWide} when it is to hold in every namespace. */
  public static Set<DangerousPermission> of(PolicyRule rule, boolean clusterWide) {
    Set<DangerousPermission> dangers = EnumSet.noneOf(DangerousPermission.class);
    for (DangerousPermission danger : values()) {
      if (danger.concerns(clusterWide) && danger.in(rule).isPresent()) {
        dangers.add(danger);
      }
    }
    return dangers;
  }

  /** The first single right of a rule that is this danger, if it is one. */
  public Optional<Permission> in(PolicyRule rule) {
    return Permission.of(rule).stream().filter(this::is).findFirst();
  }

  boolean concerns(boolean clusterWide) {
    return true;
  }

  private boolean is(Permission right) {
    return this == WILDCARDS
        ? Stream.of(right.group(), right.resource(), right.verb()).anyMatch(w -> w.contains("*"))
        : patterns.stream().anyMatch(p -> p.meets(right));
  }

  private static Pattern on(String groups, String resources, String verbs) {
    return new Pattern(words(groups), words(resources), words(verbs), false);
  }

  /** Dangerous unless it is limited to names. */
  private static Pattern onAll(String groups, String resources, String verbs) {
    return new Pattern(words(groups), words(resources), words(verbs), true);
  }

  private static List<String> words(String commaSeparated) {
    return List.of(commaSeparated.split(",", -1));
  }

  private static final class Verbs {
    static final String WRITE = "create,update,patch";
    static final String WRITE_AND_DELETE = WRITE + ",delete,deletecollection";

    static Pattern[] workloads() {
      return new Pattern[] {
        on("apps", "deployments,statefulsets,daemonsets,replicasets", WRITE),
        on("batch", "jobs,cronjobs", WRITE),
        on("", "replicationcontrollers,podtemplates", WRITE)
      };
    }
  }

  /** Rights, where a trailing star stands for any ending. */
  private record Pattern(
      List<String> groups, List<String> resources, List<String> verbs, boolean onlyWithoutName) {

    /** Whether a right gives any of these rights, or all that it stands for does. */
    boolean meets(Permission right) {
      return !(onlyWithoutName && right.name() != null)
          && groups.stream().anyMatch(g -> meets(g, right.group()))
          && resources.stream().anyMatch(r -> meetsResource(r, right.resource()))
          && verbs.stream().anyMatch(v -> meets(v, right.verb()));
    }

    private static boolean meets(String pattern, String asked) {
      return asked.equals("*")
          || asked.equals(pattern)
          || (pattern.endsWith("*")
              && asked.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    /**
     * Kubernetes knows {@code *} and <code>*&#47;exec</code>; <code>pods/*</code> means nothing to
     * it, and all of the pods' subresources to whoever writes it.
     */
    private static boolean meetsResource(String pattern, String asked) {
      int ours = pattern.indexOf('/');
      int theirs = asked.indexOf('/');
      if (ours < 0 || theirs < 0) {
        return meets(pattern, asked);
      }
      return meets(pattern.substring(0, ours), asked.substring(0, theirs))
          && meets(pattern.substring(ours + 1), asked.substring(theirs + 1));
    }
  }
}

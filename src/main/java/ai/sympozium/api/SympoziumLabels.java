package ai.sympozium.api;

/** Names that are public API: labels, annotations, finalizers, container names. */
public final class SympoziumLabels {
  public static final String GROUP = "sympozium.ai";
  public static final String VERSION = "v1alpha1";

  /** Name of the run that an object belongs to. */
  public static final String LABEL_RUN = GROUP + "/run";

  /** UID of that run; the only label that ownership is decided by. */
  public static final String LABEL_RUN_UID = GROUP + "/run-uid";

  /** Namespace of that run, on objects that have none of their own. */
  public static final String LABEL_RUN_NAMESPACE = GROUP + "/run-namespace";

  /** The skill that a grant was made for. */
  public static final String LABEL_SKILL = GROUP + "/skill";

  /** The instance that a run works for. */
  public static final String LABEL_INSTANCE = GROUP + "/instance";

  public static final String LABEL_MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String MANAGED_BY = "sympozium";

  /** Set to {@code true} on a ClusterRole, adds its rules to what the operator may hand out. */
  public static final String LABEL_CEILING = GROUP + "/ceiling";

  /** Keeps a run until its rights are proved gone. */
  public static final String RUN_FINALIZER = GROUP + "/agentrun-finalizer";

  public static final String CONTAINER_AGENT = "agent";
  public static final String CONTAINER_BRIDGE = "ipc-bridge";
  public static final String CONTAINER_SKILL_PREFIX = "skill-";

  private SympoziumLabels() {}
}

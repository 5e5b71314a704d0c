package ai.sympozium.api;

/** Public names of labels, finalizers and containers. */
public final class SympoziumLabels {
  public static final String GROUP = "sympozium.ai";
  public static final String VERSION = "v1alpha1";

  /** Name of the run to which an object belongs. */
  public static final String LABEL_RUN = GROUP + "/run";

  /** UID of the run to which an object belongs; the only label that decides on ownership. */
  public static final String LABEL_RUN_UID = GROUP + "/run-uid";

  /** Namespace of the run; cluster-scoped objects have none of their own. */
  public static final String LABEL_RUN_NAMESPACE = GROUP + "/run-namespace";

  /** Skill that a grant object belongs to. */
  public static final String LABEL_SKILL = GROUP + "/skill";

  /** On a run: name of the run in {@code spec.parent}. */
  public static final String LABEL_PARENT_RUN = GROUP + "/parent-run";

  /** On a run: conversation of the run in {@code spec.parent}. */
  public static final String LABEL_PARENT_SESSION = GROUP + "/parent-session";

  /** On a run: number of ancestors, of {@code spec.parent}. */
  public static final String LABEL_SPAWN_DEPTH = GROUP + "/spawn-depth";

  /** Instance of the run. */
  public static final String LABEL_INSTANCE = GROUP + "/instance";

  /** UID of the instance whose messages a pod delivers; decides on ownership. */
  public static final String LABEL_INSTANCE_UID = GROUP + "/instance-uid";

  /** Names of the containers that the operator gave a pod. The API server rejects others. */
  public static final String ANNOTATION_CONTAINERS = GROUP + "/containers";

  /** On a namespace: user ids that its pods may have, such as {@code 20000/1000}. */
  public static final String ANNOTATION_UID_RANGE = GROUP + "/uid-range";

  /** On a namespace: group ids that its pods may have. */
  public static final String ANNOTATION_GID_RANGE = GROUP + "/gid-range";

  /** Hash of a connector's description, to find out whether it has changed. */
  public static final String ANNOTATION_CONFIG_HASH = GROUP + "/config-hash";

  /** Certificate authority of the gateway, for a connector. */
  public static final String ANNOTATION_GATEWAY_CA = GROUP + "/gateway-ca";

  /** Time at which the operator created a run's pod. The timeout of the run begins then. */
  public static final String ANNOTATION_CREATED_AT = GROUP + "/created-at";

  /** Origin of an object that no user created, one of the values below. */
  public static final String LABEL_SOURCE = GROUP + "/source";

  public static final String SOURCE_AGENT = "agent";

  public static final String SOURCE_SCHEDULE = "schedule";

  public static final String SOURCE_ENDPOINT = "web-endpoint";

  /** On a run of an endpoint: hash of the request, to recognize its repetition. */
  public static final String ANNOTATION_REQUEST = GROUP + "/request";

  /** On a run of an endpoint: what the endpoint notes about the request. */
  public static final String ANNOTATION_REQUEST_CONTEXT = GROUP + "/request-context";

  /** On a run of an endpoint: the process of the endpoint without which nothing needs the run. */
  public static final String ANNOTATION_ENDPOINT_PROCESS = GROUP + "/endpoint-process";

  /** Part of an instance that an object belongs to: {@code web-endpoint}. */
  public static final String LABEL_COMPONENT = GROUP + "/component";

  /** Request of an agent that created an object: run UID and id. */
  public static final String ANNOTATION_TOOL_REQUEST = GROUP + "/tool-request";

  /** On an object that {@code kubectl sympozium skill test} created: name of the pack. */
  public static final String LABEL_SKILL_TEST = GROUP + "/skill-test";

  /** On a namespace: {@code skill test} may use it beside other workloads. */
  public static final String LABEL_SCRATCH = GROUP + "/scratch";

  /** On a pack: requests of its programs, as commands of kubectl, for {@code skill test}. */
  public static final String ANNOTATION_PROGRAM_REQUESTS = GROUP + "/program-requests";

  /** UID of the schedule that created a run; its owner reference decides on ownership. */
  public static final String LABEL_SCHEDULE_UID = GROUP + "/schedule-uid";

  /** On a run: the type of the schedule that created it. */
  public static final String LABEL_SCHEDULE_TYPE = GROUP + "/schedule-type";

  /** On a run: the time of its schedule. */
  public static final String ANNOTATION_SCHEDULED_AT = GROUP + "/scheduled-at";

  /** On a schedule: starts a run at once if the value differs from that of the last request. */
  public static final String ANNOTATION_RUN_NOW = GROUP + "/run-now";

  public static final String LABEL_MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String MANAGED_BY = "sympozium";

  /** On a ClusterRole with value {@code true}: adds its rules to the aggregated ceiling. */
  public static final String LABEL_AGGREGATE_TO_CEILING = GROUP + "/aggregate-to-ceiling";

  /** On the aggregated ClusterRole itself, so that the operator caches no other ClusterRole. */
  public static final String LABEL_AGGREGATED_CEILING = GROUP + "/aggregated-ceiling";

  /**
   * On a RoleBinding to the ServiceAccount sympozium-granter with value {@code true}: adds the
   * bound role to the ceiling of its namespace.
   */
  public static final String LABEL_NAMESPACE_CEILING = GROUP + "/namespace-ceiling";

  /** Delays the deletion of a run until its permissions are revoked and the revocation verified. */
  public static final String RUN_FINALIZER = GROUP + "/agentrun-finalizer";

  private SympoziumLabels() {}
}

package ai.sympozium.contract;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Pod, settings, routes and fields that the operator and the endpoint of an instance agree on. */
public final class EndpointContract {
  /** Name of the pack that gives an instance an endpoint. */
  public static final String PACK = "web-endpoint";

  public static final String CONTAINER = "web-endpoint";

  /** Port of container and Service. */
  public static final int PORT = 8080;

  public static final String PORT_NAME = "http";

  /** Audience of the endpoint's token for the gateway. */
  public static final String AUDIENCE = "sympozium.ai/endpoint";

  /** Settings as one JSON object, see the names below. */
  public static final String ENV_SETTINGS = "SYMPOZIUM_ENDPOINT";

  /** Accepted keys, one file for each client. Absent or empty: no request is accepted. */
  public static final String KEYS_PATH = PodContract.RUN_FILES_PATH + "/keys";

  /** Key of the generated Secret. */
  public static final String GENERATED_KEY = "api-key";

  /** Server certificate ({@code tls.crt}, {@code tls.key}), only if {@link #TLS} is true. */
  public static final String TLS_PATH = PodContract.RUN_FILES_PATH + "/tls";

  /** UID of the pod, below {@link PodContract#IDENTITY_PATH}. */
  public static final String POD_UID_FILE = "pod-uid";

  /** Probes, without authentication. */
  public static final String LIVE_PATH = "/healthz";

  public static final String READY_PATH = "/readyz";

  /** Fields of the settings. */
  public static final String INSTANCE = "instance";

  public static final String INSTANCE_UID = "instanceUID";
  public static final String NAMESPACE = "namespace";

  /** Name of the model, for {@code GET /v1/models}. */
  public static final String MODEL = "model";

  public static final String RATE_LIMIT_RPM = "rateLimitRPM";
  public static final String RATE_LIMIT_BURST = "rateLimitBurst";
  public static final String MAX_ACTIVE_RUNS = "maxActiveRuns";
  public static final String MAX_QUEUED_REQUESTS = "maxQueuedRequests";

  /** Longest duration of a run in seconds. */
  public static final String RUN_SECONDS = "runSeconds";

  public static final String WEB_UI = "webUI";
  public static final String TLS = "tls";

  /** Base URL for clients. */
  public static final String URL = "url";

  /** Issuer of accepted access tokens, with the fields below. Absent: keys only. */
  public static final String OAUTH = "oauth";

  public static final String ISSUER = "issuer";
  public static final String TOKEN_AUDIENCE = "audience";
  public static final String REQUIRED_SCOPES = "requiredScopes";

  /** Infix of the names of runs: {@code <instance>-web-<16 hexadecimal digits>}. */
  public static final String RUN_INFIX = "-web-";

  /** Returns one run with its request, see {@link #NAME}. */
  public static final String RUN_PATH = "/v1/endpoint/run";

  /** Fields of the response, besides those of {@link #LOG_PATH} without entries. */
  public static final String CONTEXT = "context";

  public static final String CREATED_AT = "createdAt";
  public static final String COMPLETED_AT = "completedAt";
  public static final String TASK = "task";
  public static final String CONVERSATION = "conversation";

  /** Field of a request: whether the response has the log in place of the conversation. */
  public static final String WITH_LOG = "withLog";

  /** Number of older entries that the log does not contain any more. */
  public static final String OMITTED = "omitted";

  /**
   * Returns runs of the endpoint's instance, the newest first, {@link #MORE}, and at most {@link
   * #PAGE} of them. The fields {@link #CREATED_AT} and {@link #NAME} of a request name the last run
   * that is known; both are absent in a first request.
   */
  public static final String LIST_PATH = "/v1/endpoint/runs";

  /** Field of a request: start of {@link #REQUEST}, which only listed runs have. */
  public static final String REQUEST_PREFIX = "requestPrefix";

  /** Number of runs of a page. Their contexts fill half of the response that a client reads. */
  public static final int PAGE = 20;

  /** Characters of a task in a list. */
  public static final int MAX_LISTED_TASK = 200;

  /**
   * Returns the {@link #TOOLS} of skills that the clients of the endpoint may call, with {@link
   * #NAME} and the fields below.
   */
  public static final String TOOLS_PATH = "/v1/endpoint/tools";

  public static final String TOOLS = "tools";
  public static final String SKILL = "skill";
  public static final String DESCRIPTION = "description";

  /** JSON schema of the parameters. */
  public static final String PARAMETERS = "parameters";

  /** Largest response with tools, half of what a client reads. */
  public static final int MAX_TOOLS_BYTES = 512 * 1024;

  /** Returns changes of runs of the endpoint's instance. Waits while there are none. */
  public static final String LOG_PATH = "/v1/endpoint/log";

  /** Fields of a request: runs with the number of the last known entry, and the longest wait. */
  public static final String RUNS = "runs";

  public static final String NAME = "name";
  public static final String AFTER = "after";

  /** State that the endpoint knows, so that only another state is a change. */
  public static final String STATE = "state";

  public static final String WAIT_MILLIS = "waitMillis";

  /** Largest number of runs of one request. */
  public static final int MAX_RUNS = 100;

  /** Shorter than the wait of a client for a response. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(7);

  /** Fields of a run in a response, besides {@link #NAME} and {@link #STATE}. */
  public static final String UID = "uid";

  /** Value of the annotation {@code sympozium.ai/request}. */
  public static final String REQUEST = "request";

  /** Reason why the run waits or has failed, for people. */
  public static final String MESSAGE = "message";

  /** Entries of the log in their order, see {@link LogEntry}. */
  public static final String ENTRIES = "entries";

  /** Number of the last entry that is stored, whether or not it is in this response. */
  public static final String LAST = "last";

  /** Whether more entries follow at once. */
  public static final String MORE = "more";

  /** Of a final run: status, response, error, stopReason and metrics, see {@link AgentResult}. */
  public static final String RESULT = "result";

  /** Values of {@link #STATE}. */
  public static final String PENDING = "Pending";

  public static final String RUNNING = "Running";
  public static final String SUCCEEDED = "Succeeded";
  public static final String FAILED = "Failed";

  /** The run does not exist, is deleted, or is not one of this endpoint. */
  public static final String ABSENT = "Absent";

  /** Paths of the Model Context Protocol. */
  public static final List<String> MCP_PATHS = List.of("/mcp", "/v1/mcp");

  private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{16}");

  private EndpointContract() {}

  /** Returns whether a run has the name of one of an endpoint. Any user can choose such a name. */
  public static boolean isRunName(String run, String instance) {
    String prefix = instance + RUN_INFIX;
    return run.startsWith(prefix) && isRunId(run.substring(prefix.length()));
  }

  /** Returns whether a text is the id of a run: the part of its name that an endpoint chooses. */
  public static boolean isRunId(String text) {
    return RUN_ID.matcher(text).matches();
  }
}

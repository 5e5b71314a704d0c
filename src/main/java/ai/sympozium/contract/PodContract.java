package ai.sympozium.contract;

import java.util.List;
import java.util.Set;

/** Container names, mount paths, files, variables and audiences that a run's pod agrees on. */
public final class PodContract {
  public static final String CONTAINER_INSTALL = "install";
  public static final String CONTAINER_AGENT = "agent";
  public static final String CONTAINER_BRIDGE = "ipc-bridge";
  public static final String CONTAINER_SKILL_PREFIX = "skill-";

  /** Fetches the API token of a skill whose image runs the requests with a loop of its own. */
  public static final String CONTAINER_TOKEN_PREFIX = "token-";

  /** The programs of the operator's image. */
  public static final String RUNTIME_PATH = "/sympozium";

  /** Users of a skill's container, with an entry for the user that its commands run as. */
  public static final String USERS_PATH = "/etc/passwd";

  public static final String USERS_FILE = "passwd";

  public static final String WORKSPACE_PATH = "/workspace";
  public static final String TMP_PATH = "/tmp";

  /** Shared memory. Without a volume of its own, a container shares it with the whole pod. */
  public static final String SHARED_MEMORY_PATH = "/dev/shm";

  /** IPC volume of a container; in the agent, the parent of all IPC volumes. */
  public static final String IPC_PATH = "/ipc";

  /** Name of the bridge's IPC volume in the agent. A pack name cannot contain an underscore. */
  public static final String IPC_BRIDGE = "_bridge";

  /** Parent of the documents: {@code <pack>/<document>.md}, and the texts of ConfigMaps. */
  public static final String DOCUMENTS_PATH = "/skills";

  public static final String RUN_FILES_PATH = "/run/sympozium";

  /**
   * Headers of requests to the model, one file for each. Outside of {@link #RUN_FILES_PATH},
   * because a read-only volume cannot contain a mount.
   */
  public static final String MODEL_HEADERS_PATH = "/run/model-headers";

  public static final String IDENTITY_PATH = RUN_FILES_PATH + "/identity";

  /** Standard path of an API token in a pod. */
  public static final String API_ACCESS_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  public static final String TERMINATION_MESSAGE_PATH = "/dev/termination-log";

  /** Largest termination message that the kubelet reads, in bytes. */
  public static final int MAX_TERMINATION_MESSAGE_BYTES = 4096;

  /** Files below {@link #RUN_FILES_PATH}; the input is also a key of the plan ConfigMap. */
  public static final String AGENT_INPUT_FILE = "agent.json";

  /** Certificate authorities of the model's endpoint, in PEM format. */
  public static final String MODEL_CA_FILE = "model-ca.crt";

  /** Certificate authorities of the cluster, in PEM format; also a key of the plan ConfigMap. */
  public static final String TRUSTED_CA_FILE = "trusted-ca.crt";

  /** Public and trusted certificate authorities in a skill's container, in PEM format. */
  public static final String CA_BUNDLE_PATH = "/run/ca-bundle.crt";

  /** The same file below {@link #RUNTIME_PATH}. */
  public static final String CA_BUNDLE_FILE = "ca-bundle.crt";

  public static final String REPLAY_FILE = "replay/transcript.jsonl";

  /** Files below {@link #IDENTITY_PATH}; the certificate is also a key of the plan ConfigMap. */
  public static final String IDENTITY_TOKEN_FILE = "token";

  public static final String GATEWAY_CA_FILE = "gateway-ca.crt";

  /** Files below {@link #API_ACCESS_PATH}. */
  public static final String API_TOKEN_FILE = "token";

  public static final String API_CA_FILE = "ca.crt";
  public static final String API_NAMESPACE_FILE = "namespace";
  public static final String API_KUBECONFIG_FILE = "kubeconfig";

  /** Files that the agent writes for the bridge; also the keys of the transcript ConfigMap. */
  public static final String RESULT_FILE = "result.json";

  public static final String TRANSCRIPT_FILE = "transcript.jsonl";

  /** Directory in the bridge's IPC volume with one file for each entry of the run's log. */
  public static final String LOG_DIRECTORY = "log";

  /** Largest number of entries that wait for the bridge. */
  public static final int MAX_WAITING_LOG_ENTRIES = 256;

  /** Key of the plan in the plan ConfigMap. */
  public static final String PLAN_KEY = "plan.json";

  /** Variables of the agent's container, as in the original. */
  public static final String ENV_AGENT_RUN = "AGENT_RUN_ID";

  public static final String ENV_AGENT_INSTANCE = "INSTANCE_NAME";
  public static final String ENV_AGENT_NAMESPACE = "AGENT_NAMESPACE";

  /** Time at which the operator created the pod, in ISO 8601. */
  public static final String ENV_CREATED_AT = "SYMPOZIUM_CREATED_AT";

  /** Proxy of the agent and of connectors, which users cannot set. */
  public static final String ENV_HTTP_PROXY = "SYMPOZIUM_HTTP_PROXY";

  public static final String ENV_HTTPS_PROXY = "SYMPOZIUM_HTTPS_PROXY";
  public static final String ENV_NO_PROXY = "SYMPOZIUM_NO_PROXY";

  /** Certificate authorities of the cluster in PEM format, for connectors and endpoints. */
  public static final String ENV_TRUSTED_CA = "SYMPOZIUM_TRUSTED_CA";

  public static final String ENV_GATEWAY = "SYMPOZIUM_GATEWAY";
  public static final String ENV_SKILL = "SYMPOZIUM_SKILL";
  public static final String ENV_RUN = "SYMPOZIUM_RUN";
  public static final String ENV_REQUIRED_BINS = "SYMPOZIUM_REQUIRED_BINS";
  public static final String ENV_SECRET_PATH = "SYMPOZIUM_SECRET_PATH";

  /** Comma-separated names of the variables whose values are keys of Secrets. */
  public static final String ENV_SECRET_VARIABLES = "SYMPOZIUM_SECRET_VARIABLES";

  /** Set if an executor only fetches the API token, because a loop of the image runs requests. */
  public static final String ENV_TOKEN_ONLY = "SYMPOZIUM_TOKEN_ONLY";

  /** Name of the pack for a loop of the image, as in the original. */
  public static final String ENV_SKILL_PACK = "SYMPOZIUM_SKILL_PACK";

  public static final String ENV_MODEL_KEY = "OPENAI_API_KEY";
  public static final String ENV_ANTHROPIC_KEY = "ANTHROPIC_API_KEY";
  public static final String PROVIDER_OPENAI = "openai";
  public static final String PROVIDER_ANTHROPIC = "anthropic";

  /** Provider that plays a recorded transcript. */
  public static final String PROVIDER_REPLAY = "replay";

  /** Provider of a run without a model, which no user can select. */
  public static final String PROVIDER_NONE = "none";

  /** Providers that speak OpenAI's protocol. */
  public static final Set<String> OPENAI_PROVIDERS =
      Set.of(
          PROVIDER_OPENAI,
          "openai-compatible",
          "azure-openai",
          "ollama",
          "lm-studio",
          "llama-server",
          "vllm",
          "unsloth");

  /** Marks the processes of one command, so that the executor finds all of them. */
  public static final String ENV_COMMAND_ID = "SYMPOZIUM_COMMAND_ID";

  /** Options for every JVM of a container, which would also change the JVM of the executor. */
  public static final List<String> JVM_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** Prefix of variables that only the commands of a skill get, without the prefix. */
  public static final String ENV_COMMAND_PREFIX = "SYMPOZIUM_COMMAND_";

  /** Audience of the bridge's token. The gateway derives the container from the audience. */
  public static final String BRIDGE_AUDIENCE = "sympozium.ai/bridge";

  private static final String SKILL_AUDIENCE_PREFIX = "sympozium.ai/skill/";

  private PodContract() {}

  /** Returns the variable with the key of a provider; also its name in the Secret. */
  public static String modelKey(String provider) {
    return provider.equals(PROVIDER_ANTHROPIC) ? ENV_ANTHROPIC_KEY : ENV_MODEL_KEY;
  }

  /** Returns the file of a log entry. The names have the order of the entries. */
  public static String logFile(long seq) {
    return "%012d.json".formatted(seq);
  }

  /** Returns the audience of a skill's token. */
  public static String skillAudience(String skill) {
    return SKILL_AUDIENCE_PREFIX + skill;
  }

  public static boolean isSkillAudience(String audience) {
    return audience.startsWith(SKILL_AUDIENCE_PREFIX);
  }

  /**
   * Returns the path of a document in the agent's container.
   *
   * @param directory name of the pack, or {@link #textsDirectory}
   */
  public static String documentPath(String directory, String document) {
    return DOCUMENTS_PATH + "/" + documentFile(directory, document);
  }

  /** Returns the path of a document below {@link #DOCUMENTS_PATH}. */
  public static String documentFile(String directory, String document) {
    return directory + "/" + document + ".md";
  }

  /** Returns the directory of the texts of a ConfigMap. No pack name contains an underscore. */
  public static String textsDirectory(String configMap) {
    return "_texts/" + configMap;
  }
}

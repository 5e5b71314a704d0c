package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.ConversationMessage;
import ai.sympozium.api.EnvVar;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.RunLimits;
import ai.sympozium.api.SidecarTool;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.api.SkillVolume;
import ai.sympozium.api.SkillVolumeMount;
import ai.sympozium.api.ToolCallSpec;
import ai.sympozium.api.ToolPolicy;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Freezes the decision about what a run gets. It is made once and stored in an immutable ConfigMap,
 * so later edits of instances and packs never change a planned run.
 */
@RegisterForReflection(targets = {RunPlan.class, ToolCallSpec.class})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunPlan(
    RunRef run,
    String instance,
    String task,
    @Nullable String systemPrompt,
    @Nullable String agentId,
    @Nullable String sessionKey,
    Model model,
    long timeoutSeconds,
    List<PlannedSkill> skills,
    Map<String, String> nodeSelector,
    List<String> pullSecrets,
    Settings settings,
    List<SkillTexts> texts,
    @Nullable ToolCallSpec toolCall) {

  public RunPlan {
    texts = texts == null ? List.of() : List.copyOf(texts);
    skills = skills == null ? List.of() : List.copyOf(skills);
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    settings = settings == null ? Settings.DEFAULT : settings;
    pullSecrets = pullSecrets == null ? List.of() : List.copyOf(pullSecrets);
  }

  /**
   * The model of the run.
   *
   * @param keySecret Secret with the key, if the endpoint needs one
   * @param headers additional headers of requests
   * @param headersSecret Secret with further headers
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Model(
      String provider,
      String name,
      @Nullable String baseURL,
      @Nullable String keySecret,
      @Nullable String thinking,
      Map<String, String> headers,
      @Nullable String headersSecret) {
    public Model {
      name = name == null ? "" : name;
      headers = headers == null ? Map.of() : Map.copyOf(headers);
    }

    /** Creates a model without a Secret with headers. */
    public Model(
        String provider,
        String name,
        @Nullable String baseURL,
        @Nullable String keySecret,
        @Nullable String thinking,
        Map<String, String> headers) {
      this(provider, name, baseURL, keySecret, thinking, headers, null);
    }
  }

  /**
   * Settings of the agent's work.
   *
   * @param env variables of agent and skills
   * @param toolPolicies policies that all apply
   * @param tmpSize size of the agent's {@code /tmp}
   * @param channels channels of the instance that messages can be sent to
   * @param caConfigMap ConfigMap with certificate authorities of the model's endpoint
   * @param caKey key of the certificates
   * @param network how containers reach servers outside of the cluster
   * @param conversation messages before the task
   */
  @RegisterForReflection(
      targets = {Settings.class, ToolPolicy.class, RunLimits.class, ConversationMessage.class})
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Settings(
      Map<String, String> env,
      List<ToolPolicy> toolPolicies,
      RunLimits limits,
      @Nullable String workspaceSize,
      @Nullable String tmpSize,
      List<String> channels,
      @Nullable String caConfigMap,
      @Nullable String caKey,
      Network network,
      List<ConversationMessage> conversation) {
    static final Settings DEFAULT =
        new Settings(
            Map.of(),
            List.of(),
            RunLimits.NONE,
            null,
            null,
            List.of(),
            null,
            null,
            Network.DIRECT,
            List.of());

    public Settings {
      env = env == null ? Map.of() : Map.copyOf(env);
      channels = channels == null ? List.of() : List.copyOf(channels);
      toolPolicies = toolPolicies == null ? List.of() : List.copyOf(toolPolicies);
      limits = limits == null ? RunLimits.NONE : limits;
      network = network == null ? Network.DIRECT : network;
      conversation = conversation == null ? List.of() : List.copyOf(conversation);
    }
  }

  /**
   * How containers reach servers outside of the cluster. An administrator sets it for all runs.
   *
   * @param noProxy hosts without a proxy, besides those of the cluster
   * @param trustedCA certificate authorities that containers trust besides public ones
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Network(
      @Nullable String httpProxy,
      @Nullable String httpsProxy,
      List<String> noProxy,
      @Nullable TrustedCA trustedCA) {
    public static final Network DIRECT = new Network(null, null, List.of(), null);

    public Network {
      noProxy = noProxy == null ? List.of() : List.copyOf(noProxy);
    }
  }

  /** Where an administrator stores certificate authorities, in the operator's namespace. */
  @RegisterForReflection
  public record TrustedCA(String configMap, String key) {}

  /**
   * The container of a skill. The planner has validated its quantities and tools.
   *
   * @param command command of an image with a loop of its own
   * @param ownLoop whether a loop of the image runs the agent's requests
   * @param imagePullPolicy when the image is pulled
   */
  @RegisterForReflection(targets = {Container.class, SidecarTool.class})
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Container(
      String image,
      List<EnvVar> env,
      boolean mountWorkspace,
      Map<String, String> requests,
      Map<String, String> limits,
      @Nullable String secret,
      @Nullable String secretPath,
      @Nullable String tmpSize,
      List<String> command,
      boolean ownLoop,
      List<SidecarTool> tools,
      @Nullable String imagePullPolicy,
      List<SkillVolume> volumes,
      List<SkillVolumeMount> volumeMounts) {
    public Container {
      volumes = volumes == null ? List.of() : List.copyOf(volumes);
      volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
      command = command == null ? List.of() : List.copyOf(command);
      tools = tools == null ? List.of() : List.copyOf(tools);
      env = env == null ? List.of() : List.copyOf(env);
      requests = requests == null ? Map.of() : Map.copyOf(requests);
      limits = limits == null ? Map.of() : Map.copyOf(limits);
    }
  }

  /**
   * A skill in the state of its pack at planning time.
   *
   * @param needsServer whether it only works in a server, and has neither container nor permissions
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PlannedSkill(
      SkillPackRevision pack,
      @Nullable Container container,
      List<PolicyRule> rules,
      List<PolicyRule> clusterRules,
      List<PlannedText> documents,
      boolean needsServer) {
    public PlannedSkill {
      rules = rules == null ? List.of() : List.copyOf(rules);
      clusterRules = clusterRules == null ? List.of() : List.copyOf(clusterRules);
      documents = documents == null ? List.of() : List.copyOf(documents);
    }

    @JsonIgnore
    public String name() {
      return pack.name();
    }

    @JsonIgnore
    public boolean hasPermissions() {
      return !rules.isEmpty() || !clusterRules.isEmpty();
    }
  }

  /** Returns the grants of this run: one per skill that declares permissions. */
  public List<SkillGrant> grants() {
    return skills.stream()
        .filter(PlannedSkill::hasPermissions)
        .map(s -> new SkillGrant(run, s.name(), s.rules(), s.clusterRules()))
        .toList();
  }

  /** Returns the skills for the run's status before any permission is granted. */
  public List<SkillStatus> skillStatus() {
    return skills.stream()
        .map(s ->
            new SkillStatus(
                s.name(),
                s.pack(),
                s.container() == null ? null : s.container().image(),
                s.hasPermissions() ? SkillGrant.name(run.uid(), s.name()) : null,
                null,
                null))
        .toList();
  }
}

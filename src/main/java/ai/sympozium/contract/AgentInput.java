package ai.sympozium.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Input of a run's agent: the contents of {@code agent.json}.
 *
 * @param agentId name of the agent within its instance
 * @param sessionKey conversation that the run belongs to
 * @param conversation messages before the task
 * @param streamText whether the log contains the text of the model while it is generated
 * @param toolCall call that replaces the work of the model, or null
 */
public record AgentInput(
    String run,
    String namespace,
    String instance,
    String task,
    @Nullable String systemPrompt,
    @Nullable String agentId,
    @Nullable String sessionKey,
    Model model,
    Limits limits,
    List<Skill> skills,
    Tools tools,
    List<EarlierMessage> conversation,
    boolean streamText,
    @Nullable RequestedCall toolCall) {
  public AgentInput {
    skills = List.copyOf(skills);
    conversation = List.copyOf(conversation);
  }

  /**
   * The model of the run.
   *
   * @param baseURL URL of the API, or null for that of the provider
   * @param thinking off, low, medium or high, or null for the model's default
   * @param headers additional headers of requests
   */
  public record Model(
      String provider,
      String model,
      @Nullable String baseURL,
      @Nullable String thinking,
      Map<String, String> headers) {
    public Model {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Limits of the run.
   *
   * @param seconds maximum time from the start of the pod
   * @param turns maximum number of answers of the model
   * @param tokens maximum number of tokens, input and output together
   * @param toolOutputChars maximum number of characters of a tool's result
   * @param outputTokens maximum number of tokens that the model generates
   */
  public record Limits(
      long seconds, long turns, long tokens, long toolOutputChars, long outputTokens) {
    public static final int DEFAULT_TURNS = 50;

    /** No limit of tokens or of a tool's result. */
    public static final long NONE = Long.MAX_VALUE;

    /** Creates limits of time and turns only. */
    public Limits(long seconds, long turns) {
      this(seconds, turns, NONE, NONE, NONE);
    }
  }

  /**
   * Rules for the tools of the run.
   *
   * @param fetchURLAllow hosts and ranges of addresses that {@code fetch_url} may reach although
   *     they are not public
   * @param policies policies that all apply
   * @param operator tools that the operator runs for this run
   * @param channels channels that messages can be sent to
   */
  public record Tools(
      List<String> fetchURLAllow,
      List<ToolPolicy> policies,
      List<String> operator,
      List<String> channels) {
    public static final Tools DEFAULT = new Tools(List.of(), List.of(), List.of(), List.of());

    public Tools {
      policies = List.copyOf(policies);
      fetchURLAllow = List.copyOf(fetchURLAllow);
      operator = List.copyOf(operator);
      channels = List.copyOf(channels);
    }

    /** Returns whether the operator runs a tool and all policies allow it. */
    public boolean allows(OperatorTool tool) {
      return operator.contains(tool.toolName())
          && policies.stream().allMatch(policy -> policy.allows(tool.toolName()));
    }
  }

  /**
   * Tools that the agent may use: by name, or for one skill as {@code skill/tool}.
   *
   * @param allow empty for all tools
   */
  public record ToolPolicy(List<String> allow, List<String> deny) {
    public ToolPolicy {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }

    /** Returns whether a tool may be used for a skill. */
    public boolean allows(String skill, String tool) {
      String ofSkill = RequestedCall.path(skill, tool);
      return !deny.contains(tool)
          && !deny.contains(ofSkill)
          && (allow.isEmpty() || allow.contains(tool) || allow.contains(ofSkill));
    }

    /** Returns whether a tool may be used. For a tool of skills: for at least some skill. */
    public boolean allows(String tool) {
      return !deny.contains(tool)
          && (allow.isEmpty()
              || allow.stream()
                  .anyMatch(entry -> entry.equals(tool) || entry.endsWith("/" + tool)));
    }
  }

  /**
   * A skill of the run.
   *
   * @param executor whether the skill has a container for commands
   * @param ownLoop whether a loop of the container's image runs the commands
   * @param permissions permissions at the Kubernetes API, as text for the model
   */
  public record Skill(
      String name,
      boolean executor,
      boolean ownLoop,
      List<String> permissions,
      List<Document> documents,
      List<SkillTool> tools) {
    public Skill {
      permissions = List.copyOf(permissions);
      documents = List.copyOf(documents);
      tools = List.copyOf(tools);
    }

    /** Creates a skill without tools, with the injected executor if it has a container. */
    public Skill(
        String name, boolean executor, List<String> permissions, List<Document> documents) {
      this(name, executor, false, permissions, documents, List.of());
    }
  }

  /**
   * A document of a skill.
   *
   * @param path path of the document in the agent's container
   * @param bins programs that the document uses
   * @param tools tools that the document uses
   */
  public record Document(
      String name, String description, String path, List<String> bins, List<String> tools) {
    public Document {
      bins = List.copyOf(bins);
      tools = List.copyOf(tools);
    }
  }
}

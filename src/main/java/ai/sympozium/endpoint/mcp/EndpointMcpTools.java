package ai.sympozium.endpoint.mcp;

import ai.sympozium.endpoint.run.AgentRuns;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.SkillTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The agent as a tool, and the tools of its skills that an administrator offers. */
final class EndpointMcpTools implements McpTools {
  private final AgentTool agent;
  private final AgentRuns runs;
  private final RunCalls calls;

  EndpointMcpTools(String instance, AgentRuns runs, RunCalls calls) {
    this.agent = new AgentTool(instance, calls);
    this.runs = runs;
    this.calls = calls;
  }

  @Override
  public List<McpTool> list() throws InterruptedException {
    var tools = new ArrayList<McpTool>();
    tools.add(agent);
    ofSkills().forEach(tool -> tools.add(new SkillMcpTool(tool, calls)));
    return tools;
  }

  /** The agent does not depend on the list of the other tools. */
  @Override
  public Optional<McpTool> find(String name) throws InterruptedException {
    if (name.equals(AgentTool.NAME)) {
      return Optional.of(agent);
    }
    return ofSkills().stream()
        .filter(tool -> SkillToolNames.of(tool.skill(), tool.name()).equals(name))
        .findFirst()
        .map(tool -> new SkillMcpTool(tool, calls));
  }

  @Override
  public void cancel(String client, McpRequest notification) {
    calls.cancel(client, notification);
  }

  private List<SkillTool> ofSkills() throws InterruptedException {
    try {
      return runs.tools();
    } catch (RunsUnavailableException e) {
      throw JsonRpcException.unavailable(e.getMessage());
    }
  }
}

package ai.sympozium.agent;

import ai.sympozium.agent.fetch.PageFetcher;
import ai.sympozium.agent.tool.ConfinedFileSystem;
import ai.sympozium.agent.tool.EditFileTool;
import ai.sympozium.agent.tool.ExecuteCommandTool;
import ai.sympozium.agent.tool.FetchUrlTool;
import ai.sympozium.agent.tool.ListDirectoryTool;
import ai.sympozium.agent.tool.NativeTool;
import ai.sympozium.agent.tool.OperatorToolClient;
import ai.sympozium.agent.tool.ReadFileTool;
import ai.sympozium.agent.tool.ScheduleTaskTool;
import ai.sympozium.agent.tool.SendChannelMessageTool;
import ai.sympozium.agent.tool.SkillExecutorClient;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.agent.tool.ToolPolicy;
import ai.sympozium.agent.tool.WriteFileTool;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.contract.PodContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Creates the tools of a run that its policies allow: the agent's own, then those of skills. */
record AgentTools(AgentPaths paths, Map<String, String> environment, SecretMasker masker) {
  private static final Duration SKILL_START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration SKILL_ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration OPERATOR_ANSWER_TIMEOUT = Duration.ofSeconds(30);

  List<Tool> of(AgentInput input) {
    var policy = new ToolPolicy(input.tools().policies());
    var commands = new ArrayList<SkillExecutorClient>();
    var ofSkills = new ArrayList<Tool>();
    for (var skill : input.skills()) {
      if (skill.executor()) {
        var executor = executor(skill);
        if (policy.allows(skill.name(), ExecuteCommandTool.NAME)) {
          commands.add(executor);
        }
        skill.tools().stream()
            .filter(tool -> policy.allows(skill.name(), tool.name()))
            .forEach(tool -> ofSkills.add(new NativeTool(tool, executor, masker)));
      }
    }
    var tools = new ArrayList<>(own(input, commands));
    tools.removeIf(tool -> !policy.allows(tool.name()));
    tools.addAll(ofSkills);
    return tools;
  }

  private List<Tool> own(AgentInput input, List<SkillExecutorClient> commands) {
    var tools = new ArrayList<Tool>();
    if (!commands.isEmpty()) {
      tools.add(new ExecuteCommandTool(commands, masker));
    }
    var files = new ConfinedFileSystem(paths.workspace(), paths.scratch(), paths.documents());
    tools.add(new ReadFileTool(files, masker));
    tools.add(new WriteFileTool(files));
    tools.add(new EditFileTool(files));
    tools.add(new ListDirectoryTool(files));
    tools.add(
        new FetchUrlTool(
            PageFetcher.of(
                input.tools().fetchURLAllow(), environment, paths.authorities().ofCluster())));
    if (input.tools().allows(OperatorTool.SCHEDULE_TASK)) {
      tools.add(new ScheduleTaskTool(operator()));
    }
    if (input.tools().allows(OperatorTool.SEND_CHANNEL_MESSAGE)) {
      tools.add(new SendChannelMessageTool(operator(), input.tools().channels()));
    }
    return tools;
  }

  private OperatorToolClient operator() {
    return new OperatorToolClient(
        paths.ipc().resolve(PodContract.IPC_BRIDGE), OPERATOR_ANSWER_TIMEOUT);
  }

  private SkillExecutorClient executor(AgentInput.Skill skill) {
    return new SkillExecutorClient(
        skill.name(),
        paths.ipc().resolve(skill.name()),
        SKILL_START_TIMEOUT,
        SKILL_ANSWER_TIMEOUT,
        SkillExecutorClient.Loop.of(skill));
  }
}

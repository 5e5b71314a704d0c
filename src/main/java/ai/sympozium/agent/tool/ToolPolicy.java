package ai.sympozium.agent.tool;

import ai.sympozium.contract.AgentInput;
import java.util.List;

/**
 * Decides which tools the agent offers to the model. A tool that is not offered cannot be called.
 *
 * @param rules policies of instance and run, which all apply
 */
public record ToolPolicy(List<AgentInput.ToolPolicy> rules) {

  public ToolPolicy {
    rules = List.copyOf(rules);
  }

  /** Returns whether a tool may be used. For a tool of skills: for at least some skill. */
  public boolean allows(String tool) {
    return rules.stream().allMatch(rule -> rule.allows(tool));
  }

  /** Returns whether a tool may be used for a skill. */
  public boolean allows(String skill, String tool) {
    return rules.stream().allMatch(rule -> rule.allows(skill, tool));
  }

  /** Describes the policy for the model; empty if it allows all tools. */
  public String describe() {
    var text = new StringBuilder();
    for (var rule : rules) {
      if (!rule.allow().isEmpty()) {
        text.append(" It allows only ").append(String.join(", ", rule.allow())).append('.');
      }
    }
    var denied = rules.stream().flatMap(rule -> rule.deny().stream()).toList();
    if (!denied.isEmpty()) {
      text.append(" It does not allow ").append(String.join(", ", denied)).append('.');
    }
    return text.isEmpty() ? "" : "The tool policy of this run applies." + text;
  }
}

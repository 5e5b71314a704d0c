package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.operator.agentrun.plan.RunPlan.Document;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes {@code agent.json}: the parts of a plan that the agent needs, and nothing else. */
public final class AgentInput {
  private static final int MAX_TURNS = 50;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private AgentInput() {}

  public static ObjectNode of(RunPlan plan) {
    ObjectNode input = JSON.objectNode();
    input.put("run", plan.run().name());
    input.put("namespace", plan.run().namespace());
    input.put("instance", plan.instance());
    input.put("task", plan.task());
    putIfPresent(input, "systemPrompt", plan.systemPrompt());
    putIfPresent(input, "agentId", plan.agentId());
    putIfPresent(input, "sessionKey", plan.sessionKey());
    ObjectNode model = input.putObject("model");
    model.put("provider", plan.model().provider());
    model.put("model", plan.model().name());
    putIfPresent(model, "baseURL", plan.model().baseURL());
    input.putObject("limits").put("seconds", plan.timeoutSeconds()).put("turns", MAX_TURNS);
    ArrayNode skills = input.putArray("skills");
    plan.skills().forEach(skill -> skills.add(skill(skill, plan.run().namespace())));
    return input;
  }

  private static ObjectNode skill(PlannedSkill planned, String namespace) {
    ObjectNode skill = JSON.objectNode();
    skill.put("name", planned.name());
    skill.put("executor", planned.container() != null);
    ArrayNode permissions = skill.putArray("rights");
    planned
        .rules()
        .forEach(rule -> permissions.add("in namespace " + namespace + ": " + describe(rule)));
    planned.clusterRules().forEach(rule -> permissions.add("cluster-wide: " + describe(rule)));
    ArrayNode documents = skill.putArray("documents");
    planned.documents().forEach(document -> documents.add(document(document, planned.name())));
    return skill;
  }

  private static ObjectNode document(Document planned, String skill) {
    ObjectNode document = JSON.objectNode();
    document.put("name", planned.name());
    putIfPresent(document, "description", planned.description());
    document.put("path", "/skills/" + skill + "/" + planned.name() + ".md");
    ObjectNode requires = document.putObject("requires");
    planned.requiredBins().forEach(requires.putArray("bins")::add);
    planned.requiredTools().forEach(requires.putArray("tools")::add);
    return document;
  }

  private static String describe(PolicyRule rule) {
    StringBuilder text = new StringBuilder();
    text.append(String.join(" ", rule.verbs())).append(' ');
    text.append(String.join(", ", rule.resources()));
    if (!rule.apiGroups().isEmpty() && !rule.apiGroups().equals(List.of(""))) {
      List<String> groups =
          rule.apiGroups().stream().map(group -> group.isEmpty() ? "core" : group).toList();
      text.append(" (").append(String.join(", ", groups)).append(')');
    }
    if (!rule.resourceNames().isEmpty()) {
      text.append(" only ").append(String.join(", ", rule.resourceNames()));
    }
    return text.toString();
  }

  private static void putIfPresent(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}

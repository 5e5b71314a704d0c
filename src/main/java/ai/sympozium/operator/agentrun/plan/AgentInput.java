package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes {@code agent.json}, the agent's share of a plan: what it is told, and no more. */
public final class AgentInput {
  private static final int TURNS = 50;
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
    input.putObject("limits").put("seconds", plan.timeoutSeconds()).put("turns", TURNS);
    ArrayNode skills = input.putArray("skills");
    plan.skills().forEach(s -> skills.add(skill(plan, s)));
    return input;
  }

  private static ObjectNode skill(RunPlan plan, PlannedSkill planned) {
    ObjectNode skill = JSON.objectNode();
    skill.put("name", planned.name());
    skill.put("executor", planned.container() != null);
    ArrayNode rights = skill.putArray("rights");
    planned
        .rules()
        .forEach(r -> rights.add("in namespace " + plan.run().namespace() + ": " + words(r)));
    planned.clusterRules().forEach(r -> rights.add("cluster-wide: " + words(r)));
    ArrayNode documents = skill.putArray("documents");
    for (RunPlan.Document planned1 : planned.documents()) {
      ObjectNode document = documents.addObject();
      document.put("name", planned1.name());
      putIfPresent(document, "description", planned1.description());
      document.put("path", "/skills/" + planned.name() + "/" + planned1.name() + ".md");
      ObjectNode requires = document.putObject("requires");
      planned1.requiredBins().forEach(requires.putArray("bins")::add);
      planned1.requiredTools().forEach(requires.putArray("tools")::add);
    }
    return skill;
  }

  private static String words(PolicyRule rule) {
    boolean coreOnly = rule.apiGroups().equals(List.of(""));
    List<String> groups =
        coreOnly
            ? List.of()
            : rule.apiGroups().stream().map(g -> g.isEmpty() ? "core" : g).toList();
    return String.join(" ", rule.verbs())
        + " "
        + String.join(", ", rule.resources())
        + (groups.isEmpty() ? "" : " (" + String.join(", ", groups) + ")")
        + (rule.resourceNames().isEmpty()
            ? ""
            : " only " + String.join(", ", rule.resourceNames()));
  }

  private static void putIfPresent(
      ObjectNode node, String name, @org.jspecify.annotations.Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}

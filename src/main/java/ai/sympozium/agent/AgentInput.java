package ai.sympozium.agent;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do and with what: the contents of {@code agent.json}.
 *
 * @param agentId the agent's name within its instance
 * @param sessionKey the conversation that the run belongs to
 */
public record AgentInput(
    String run,
    String namespace,
    String instance,
    @Nullable String agentId,
    @Nullable String sessionKey,
    String task,
    @Nullable String systemPrompt,
    Model model,
    Limits limits,
    List<Skill> skills) {

  /**
   * The model to ask.
   *
   * @param baseURL of the provider's API, or null for the provider's own
   */
  record Model(String provider, String model, @Nullable String baseURL) {}

  /**
   * Where the run ends at the latest.
   *
   * @param seconds from the pod's start
   * @param turns answers of the model
   */
  record Limits(long seconds, long turns) {}

  /**
   * A skill of the run.
   *
   * @param executor whether it has a container for commands
   * @param rights what it may do at the Kubernetes API, in words
   */
  record Skill(String name, boolean executor, List<String> rights, List<Document> documents) {}

  /**
   * A text that teaches the model something.
   *
   * @param bins programs that it takes for granted
   * @param tools tools that it takes for granted
   */
  record Document(
      String name, String description, Path path, List<String> bins, List<String> tools) {}

  static AgentInput read(Path file) throws IOException {
    var json = JsonTrees.readObject(Files.readAllBytes(file));
    var skills = new ArrayList<Skill>();
    for (var skill : JsonTrees.array(json, "skills")) {
      skills.add(skill(skill));
    }
    var model = json.path("model");
    var limits = json.path("limits");
    return new AgentInput(
        JsonTrees.requiredText(json, "run"),
        JsonTrees.requiredText(json, "namespace"),
        orEmpty(JsonTrees.text(json, "instance")),
        JsonTrees.text(json, "agentId"),
        JsonTrees.text(json, "sessionKey"),
        JsonTrees.requiredText(json, "task"),
        JsonTrees.text(json, "systemPrompt"),
        new Model(
            JsonTrees.requiredText(model, "provider"),
            orEmpty(JsonTrees.text(model, "model")),
            JsonTrees.text(model, "baseURL")),
        new Limits(JsonTrees.number(limits, "seconds", 600), JsonTrees.number(limits, "turns", 50)),
        List.copyOf(skills));
  }

  private static Skill skill(JsonNode json) throws IOException {
    var documents = new ArrayList<Document>();
    for (var document : JsonTrees.array(json, "documents")) {
      documents.add(
          new Document(
              JsonTrees.requiredText(document, "name"),
              orEmpty(JsonTrees.text(document, "description")),
              Path.of(JsonTrees.requiredText(document, "path")),
              JsonTrees.texts(document.path("requires"), "bins"),
              JsonTrees.texts(document.path("requires"), "tools")));
    }
    return new Skill(
        JsonTrees.requiredText(json, "name"),
        JsonTrees.flag(json, "executor"),
        JsonTrees.texts(json, "rights"),
        List.copyOf(documents));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}

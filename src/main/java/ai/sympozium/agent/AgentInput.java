package ai.sympozium.agent;

import ai.sympozium.ipc.Json;
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
record AgentInput(
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
    var json = Json.readObject(Files.readAllBytes(file));
    var skills = new ArrayList<Skill>();
    for (var skill : Json.array(json, "skills")) {
      skills.add(skill(skill));
    }
    var model = json.path("model");
    var limits = json.path("limits");
    return new AgentInput(
        Json.requiredText(json, "run"),
        Json.requiredText(json, "namespace"),
        orEmpty(Json.text(json, "instance")),
        Json.text(json, "agentId"),
        Json.text(json, "sessionKey"),
        Json.requiredText(json, "task"),
        Json.text(json, "systemPrompt"),
        new Model(
            Json.requiredText(model, "provider"),
            orEmpty(Json.text(model, "model")),
            Json.text(model, "baseURL")),
        new Limits(Json.number(limits, "seconds", 600), Json.number(limits, "turns", 50)),
        List.copyOf(skills));
  }

  private static Skill skill(JsonNode json) throws IOException {
    var documents = new ArrayList<Document>();
    for (var document : Json.array(json, "documents")) {
      documents.add(
          new Document(
              Json.requiredText(document, "name"),
              orEmpty(Json.text(document, "description")),
              Path.of(Json.requiredText(document, "path")),
              Json.texts(document.path("requires"), "bins"),
              Json.texts(document.path("requires"), "tools")));
    }
    return new Skill(
        Json.requiredText(json, "name"),
        Json.flag(json, "executor"),
        Json.texts(json, "rights"),
        List.copyOf(documents));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}

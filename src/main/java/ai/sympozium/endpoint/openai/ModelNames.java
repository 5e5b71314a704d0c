package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.http.HttpAnswer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names under which clients request the agent: that of its instance, and that of the instance's
 * model. Both lead to the same agent.
 */
public final class ModelNames {
  private static final String OWNER = "sympozium";

  private final Set<String> names;
  private final long created;

  public ModelNames(String instance, String model, Instant created) {
    this.names = new LinkedHashSet<>(List.of(instance, model));
    this.created = created.getEpochSecond();
    names.remove("");
  }

  static String read(RequestObject request) {
    if (!request.has("model")) {
      throw OpenAiException.invalid("you must provide a model parameter", null, null);
    }
    return request.requiredText("model");
  }

  /** Answers {@code GET /v1/models}. */
  public HttpAnswer list() {
    var json = JsonTrees.object().put("object", "list");
    var data = json.putArray("data");
    names.forEach(name -> data.add(model(name)));
    return HttpAnswer.json(200, json);
  }

  /** Answers {@code GET /v1/models/{name}}. */
  public HttpAnswer get(String name) {
    check(name);
    return HttpAnswer.json(200, model(name));
  }

  void check(String name) {
    if (!names.contains(name)) {
      throw new OpenAiException(
          new OpenAiError(
              404,
              "invalid_request_error",
              "The model `%s` does not exist or you do not have access to it.".formatted(name),
              null,
              "model_not_found",
              0));
    }
  }

  private ObjectNode model(String name) {
    return JsonTrees.object()
        .put("id", name)
        .put("object", "model")
        .put("created", created)
        .put("owned_by", OWNER);
  }
}

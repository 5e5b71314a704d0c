package ai.sympozium.operator.endpoint;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Compares an object of the API server with the wanted one. */
final class ObjectDrift {
  private ObjectDrift() {}

  /**
   * Returns whether an object has every field of the wanted one. The API server and controllers add
   * fields, but no items to lists.
   */
  static boolean isCurrent(HasMetadata found, HasMetadata wanted) {
    return contains(json(found), json(wanted));
  }

  private static boolean contains(JsonNode found, JsonNode wanted) {
    if (wanted.isObject()) {
      return wanted.properties().stream()
          .allMatch(field -> contains(found.path(field.getKey()), field.getValue()));
    }
    if (wanted.isArray()) {
      if (found.size() != wanted.size()) {
        return false;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!contains(found.path(i), wanted.path(i))) {
          return false;
        }
      }
      return true;
    }
    return found.equals(wanted);
  }

  private static JsonNode json(HasMetadata object) {
    try {
      return JsonTrees.read(Serialization.asJson(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

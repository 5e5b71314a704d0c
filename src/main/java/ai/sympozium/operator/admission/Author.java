package ai.sympozium.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who writes, as the API server authenticated him. */
record Author(String user, String uid, List<String> groups, Map<String, List<String>> extra) {
  Author {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** From the {@code userInfo} of an admission request. */
  static Author of(JsonNode userInfo) {
    Map<String, List<String>> extra = new HashMap<>();
    userInfo
        .path("extra")
        .properties()
        .forEach(entry -> extra.put(entry.getKey(), texts(entry.getValue())));
    return new Author(
        userInfo.path("username").asText(),
        userInfo.path("uid").asText(),
        texts(userInfo.path("groups")),
        extra);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}

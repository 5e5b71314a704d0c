package ai.sympozium.operator.agentrun.plan;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.TreeMap;

/** The texts of a ConfigMap that a run can get as documents. */
public final class MarkdownTexts {
  /** Ending of the keys that are texts. */
  static final String ENDING = ".md";

  private MarkdownTexts() {}

  /** Returns the texts by their key. */
  public static Map<String, String> of(ConfigMap map) {
    Map<String, String> texts = new TreeMap<>();
    if (map.getData() != null) {
      map.getData()
          .forEach((key, text) -> {
            if (key.endsWith(ENDING) && key.length() > ENDING.length()) {
              texts.put(key, text);
            }
          });
    }
    return texts;
  }
}

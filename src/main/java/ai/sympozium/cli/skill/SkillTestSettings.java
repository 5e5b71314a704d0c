package ai.sympozium.cli.skill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Settings of a test of a pack.
 *
 * @param values values of placeholders, by name
 * @param params parameters of the attached pack
 * @param setup manifests that the test creates first
 * @param timeoutSeconds time for each command
 * @param create whether the pack is created in the namespace of the test; otherwise it exists
 */
public record SkillTestSettings(
    Map<String, String> values,
    Map<String, String> params,
    List<JsonNode> setup,
    int timeoutSeconds,
    boolean create) {
  /** Time for each command, unless the user chooses another. */
  static final String DEFAULT_TIMEOUT = "30";
}

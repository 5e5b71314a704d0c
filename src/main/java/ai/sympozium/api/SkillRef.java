package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/**
 * A pack, or a ConfigMap with texts, that is attached to an instance or a run.
 *
 * <p>Both names are keys of the list, and a key needs a value. The schema therefore has an empty
 * default for each.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(self.skillPackRef == '') != (self.configMapRef == '')",
    message =
        "An entry is one pack or one ConfigMap. Set either skillPackRef or configMapRef, and use a"
            + " second entry for the other.")
@ValidationRule(
    value = "self.configMapRef == '' || !has(self.params) || self.params.size() == 0",
    message = "A ConfigMap has no container that could get parameters. Remove params.",
    fieldPath = ".params")
public record SkillRef(
    @Size(max = 52)
        @Pattern("^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")
        @JsonPropertyDescription(
            "Name of the SkillPack. The run's namespace has precedence over the operator's"
                + " namespace.")
        String skillPackRef,
    @Size(max = 253)
        @Pattern("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$")
        @JsonPropertyDescription(
            "Name of a ConfigMap in the run's namespace. Its keys that end with .md are documents"
                + " for the agent, like those of a pack.")
        String configMapRef,
    @JsonPropertyDescription(
            "Parameters of the skill. Its container has each as environment variable SKILL_<KEY>,"
                + " the key in upper case with dashes and dots replaced by underscores.")
        Map<String, String> params) {

  public SkillRef {
    skillPackRef = skillPackRef == null ? "" : skillPackRef;
    configMapRef = configMapRef == null ? "" : configMapRef;
    params = params == null ? Map.of() : Map.copyOf(params);
  }

  /** Creates a reference to a pack. */
  public SkillRef(String skillPackRef, Map<String, String> params) {
    this(skillPackRef, "", params);
  }

  /** Returns whether the reference names a ConfigMap, not a pack. */
  @JsonIgnore
  public boolean isConfigMap() {
    return !configMapRef.isEmpty();
  }

  /** Returns the name of the pack or ConfigMap. */
  public String name() {
    return isConfigMap() ? configMapRef : skillPackRef;
  }
}

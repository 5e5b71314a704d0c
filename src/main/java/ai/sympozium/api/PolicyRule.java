package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Rule of permissions that a pack declares, as in a Role. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PolicyRule(
    @JsonPropertyDescription(
            "API groups. The core group is the empty string. Default: the core group.")
        List<String> apiGroups,
    @Required @Size(min = 1) @JsonPropertyDescription("Resources, for example pods or pods/log.")
        List<String> resources,
    @Required @Size(min = 1) @JsonPropertyDescription("Verbs, for example get or delete.")
        List<String> verbs,
    @JsonPropertyDescription(
            "Names of the objects that the rule is limited to. Absent: all objects.")
        List<String> resourceNames) {

  public PolicyRule {
    apiGroups = apiGroups == null || apiGroups.isEmpty() ? List.of("") : List.copyOf(apiGroups);
    resources = resources == null ? List.of() : List.copyOf(resources);
    verbs = verbs == null ? List.of() : List.copyOf(verbs);
    resourceNames = resourceNames == null ? List.of() : List.copyOf(resourceNames);
  }
}

package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Path at which a skill's container has one of its volumes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SkillVolumeMount(
    @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Name of the volume.") String name,
    @Required
        @Size(min = 1, max = 1024)
        @Pattern("^/[^:]*$")
        @JsonPropertyDescription("Path of the volume in the container.")
        String mountPath,
    @Size(max = 1024)
        @Pattern("^[^/].*$")
        @JsonPropertyDescription("Path in the volume that is mounted. Default: all of it.")
        @Nullable String subPath,
    @JsonPropertyDescription("Whether the container can only read. Default: false.")
        @Nullable Boolean readOnly) {}

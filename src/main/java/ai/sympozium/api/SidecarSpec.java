package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The container of a pack: any image, and the rights that it holds while a run lasts. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SidecarSpec(
    @Required
        @Size(min = 1)
        @JsonPropertyDescription("Image with the skill's programs. It needs nothing of ours.")
        String image,
    @JsonPropertyDescription("Environment variables.") List<EnvVar> env,
    @Default("true") @JsonPropertyDescription("Whether /workspace is mounted.")
        Boolean mountWorkspace,
    @JsonPropertyDescription("Requests and limits.") @Nullable SidecarResources resources,
    @JsonPropertyDescription("Rights in the run's namespace.") List<PolicyRule> rbac,
    @JsonPropertyDescription("Rights in the whole cluster.") List<PolicyRule> clusterRBAC,
    @JsonPropertyDescription("Secret in the run's namespace, mounted read-only.")
        @Nullable String secretRef,
    @Pattern("^/[^:]*$")
        @JsonPropertyDescription("Where the secret is mounted; /secrets/<secretRef> by default.")
        @Nullable String secretMountPath) {

  public SidecarSpec {
    env = env == null ? List.of() : List.copyOf(env);
    mountWorkspace = mountWorkspace == null ? Boolean.TRUE : mountWorkspace;
    rbac = rbac == null ? List.of() : List.copyOf(rbac);
    clusterRBAC = clusterRBAC == null ? List.of() : List.copyOf(clusterRBAC);
  }
}

package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Container of a pack: any image, and its permissions while a run lasts. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.command) || self.command.size() == 0 || !has(self.executor)"
            + " || self.executor != 'injected'",
    message =
        "The injected executor replaces the command. Remove command, or set executor to image.",
    fieldPath = ".command")
public record SidecarSpec(
    @Required
        @Size(min = 1)
        @JsonPropertyDescription(
            "Image with the skill's programs. Any image works; the executor is mounted into it.")
        String image,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Command of an image that has a loop for requests of its own. Default: the executor, or"
                + " the image's command if executor is image.")
        List<String> command,
    @Pattern("^(injected|image)$")
        @JsonPropertyDescription(
            "Program that runs the agent's requests: the executor of this operator (injected) or a"
                + " loop of the image (image). Default: image if command is set, otherwise"
                + " injected.")
        @Nullable String executor,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Functions of the model. Each runs a program of the container, without a shell.")
        List<SidecarTool> tools,
    @JsonPropertyDescription("Environment variables of the container.") List<EnvVar> env,
    @Default("true")
        @JsonPropertyDescription("Whether the workspace of the run is mounted at /workspace.")
        Boolean mountWorkspace,
    @JsonPropertyDescription("Requests and limits of the container.")
        @Nullable SidecarResources resources,
    @JsonPropertyDescription("Permissions in the run's namespace.") List<PolicyRule> rbac,
    @JsonPropertyDescription("Permissions in the whole cluster.") List<PolicyRule> clusterRBAC,
    @JsonPropertyDescription("Secret in the run's namespace that is mounted read-only.")
        @Nullable String secretRef,
    @Pattern("^/[^:]*$")
        @JsonPropertyDescription(
            "Path at which the Secret is mounted. Default: /secrets/<secretRef>.")
        @Nullable String secretMountPath,
    @Pattern("^[0-9]+(\\.[0-9]+)?([kMGT]|[KMGT]i)?$")
        @JsonPropertyDescription(
            "Size of the skill's /tmp, which is also HOME. Default: the limit of ephemeral-storage,"
                + " otherwise 256Mi.")
        @Nullable String tmpSize,
    @Pattern("^(Always|IfNotPresent|Never)$")
        @JsonPropertyDescription(
            "When the image is pulled: Always, IfNotPresent or Never. Default: IfNotPresent.")
        @Nullable String imagePullPolicy,
    @JsonPropertyDescription("Volumes of the container.") List<SkillVolume> volumes,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Paths of the volumes. They must not overlap the mounts of the run, for example /ipc,"
                + " /tmp and /workspace.")
        List<SkillVolumeMount> volumeMounts,
    @JsonPropertyDescription(
            "Whether the skill only works in a server. A run is none, so it gets the texts of the"
                + " pack, and neither a container nor permissions.")
        @Nullable Boolean requiresServer,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Presence.class)
        @JsonPropertyDescription("Without effect.")
        @Nullable JsonNode ports,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Parameters.class)
        @JsonPropertyDescription("Access to the node.")
        @Nullable JsonNode hostAccess) {

  /** Value of {@code executor}: a loop of the image runs the requests. */
  public static final String EXECUTOR_IMAGE = "image";

  public SidecarSpec {
    command = command == null ? List.of() : List.copyOf(command);
    tools = tools == null ? List.of() : List.copyOf(tools);
    env = env == null ? List.of() : List.copyOf(env);
    mountWorkspace = mountWorkspace == null ? Boolean.TRUE : mountWorkspace;
    rbac = rbac == null ? List.of() : List.copyOf(rbac);
    clusterRBAC = clusterRBAC == null ? List.of() : List.copyOf(clusterRBAC);
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
    volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
  }

  /** Creates a container that has only an image and permissions. */
  public SidecarSpec(String image, List<PolicyRule> rbac, List<PolicyRule> clusterRBAC) {
    this(
        image,
        List.of(),
        null,
        List.of(),
        List.of(),
        true,
        null,
        rbac,
        clusterRBAC,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  /** Returns whether a loop of the image runs the requests. */
  public boolean hasOwnLoop() {
    return executor == null ? !command.isEmpty() : executor.equals(EXECUTOR_IMAGE);
  }

  /** Returns whether the skill only works in a server, which no run is. */
  public boolean needsServer() {
    return Boolean.TRUE.equals(requiresServer);
  }

  /** Returns whether the container asks for access to its node. */
  public boolean needsHost() {
    return LimitedJson.isTooLarge(hostAccess)
        || (hostAccess != null && hostAccess.path("enabled").asBoolean());
  }
}

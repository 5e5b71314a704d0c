package ai.sympozium.cli.skill;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Result of the test of a pack.
 *
 * @param pack name of the pack
 * @param namespace namespace in which the commands were executed; absent if they were only checked
 * @param commands the documented commands, in their order
 * @param permissions the declared permissions, in their order
 * @param notes other observations, which do not fail the test
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SkillTestResult(
    String pack,
    @Nullable String namespace,
    List<CommandResult> commands,
    List<PermissionResult> permissions,
    List<String> notes) {

  public SkillTestResult {
    commands = List.copyOf(commands);
    permissions = List.copyOf(permissions);
    notes = List.copyOf(notes);
  }

  /** Whether no command has failed and each permission is used. */
  @JsonProperty
  public boolean passed() {
    return failedCommands().isEmpty() && unusedPermissions().isEmpty();
  }

  /** Returns the commands that fail the test. */
  public List<CommandResult> failedCommands() {
    return commands.stream().filter(command -> command.outcome().isFailure()).toList();
  }

  /** Returns the permissions that no command uses. */
  public List<PermissionResult> unusedPermissions() {
    return permissions.stream()
        .filter(permission -> permission.use() == PermissionResult.Use.UNUSED)
        .toList();
  }
}

package ai.sympozium.cli.skill;

import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.usage.ScopedPermission;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Use of one declared permission.
 *
 * @param clusterWide whether it is declared in {@code clusterRBAC}
 * @param apiGroup API group; empty for the core group
 * @param resource resource with its subresource
 * @param verb verb of the permission
 * @param resourceName the only object that it applies to; absent for all objects
 * @param use whether commands use it
 * @param usedBy places of the commands and names of the tools that use it
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PermissionResult(
    boolean clusterWide,
    String apiGroup,
    String resource,
    String verb,
    @Nullable String resourceName,
    Use use,
    List<String> usedBy) {

  /** Whether commands use a permission. */
  @RegisterForReflection
  public enum Use {
    @JsonProperty("used")
    USED,
    @JsonProperty("unused")
    UNUSED,
    /** The verb is checked beside a request, such as {@code use}, so no command shows it. */
    @JsonProperty("unobservable")
    UNOBSERVABLE
  }

  static PermissionResult of(ScopedPermission permission, List<String> usedBy) {
    Use use =
        !usedBy.isEmpty()
            ? Use.USED
            : permission.isVisibleInRequests() ? Use.UNUSED : Use.UNOBSERVABLE;
    return new PermissionResult(
        permission.clusterWide(),
        permission.group(),
        permission.resource(),
        permission.verb(),
        permission.name(),
        use,
        usedBy);
  }

  /** Formats the permission: {@code list deployments.apps}. */
  public String describe() {
    return verb
        + " "
        + RuleFormatter.resource(apiGroup, resource)
        + (resourceName == null ? "" : " " + resourceName);
  }

  /** Returns the field of the pack that declares the permission. */
  public String field() {
    return clusterWide ? "spec.sidecar.clusterRBAC" : "spec.sidecar.rbac";
  }
}

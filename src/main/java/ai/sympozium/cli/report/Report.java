package ai.sympozium.cli.report;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.cli.usage.ApiRequest;
import ai.sympozium.cli.usage.RuleCompactor;
import ai.sympozium.cli.usage.ScopedPermission;
import ai.sympozium.cli.usage.UsageEvidence;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Permissions that a run had and used. Its JSON is public API ({@code -o json}).
 *
 * @param namespace namespace of the run
 * @param run name of the run
 * @param phase phase of the run
 * @param toolCalls number of tool calls; absent until the run has reported it
 * @param revocationDuration time from completion to the verified revocation of all permissions
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
    String namespace,
    String run,
    AgentRunPhase phase,
    @Nullable Long toolCalls,
    @Nullable String revocationDuration,
    List<SkillReport> skills) {
  public Report {
    skills = List.copyOf(skills);
  }

  /**
   * One skill of the run.
   *
   * @param name name of the pack
   * @param pack revision of the pack that the run used
   * @param serviceAccount absent when the pack declared no permissions
   * @param grantedAt time of the grant, RFC 3339
   * @param revokedAt time of the verified revocation, RFC 3339
   * @param declared number of permissions of the pack; absent when the plan is not readable
   * @param usage absent when no source about the requests is readable
   * @param unavailable information that is missing from this report
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SkillReport(
      String name,
      SkillPackRevision pack,
      @Nullable String serviceAccount,
      @Nullable String grantedAt,
      @Nullable String revokedAt,
      @Nullable Integer declared,
      @Nullable SkillUsage usage,
      List<String> unavailable) {
    public SkillReport {
      unavailable = List.copyOf(unavailable);
    }
  }

  /**
   * Use of a skill's permissions.
   *
   * @param source `audit-log` is exact, `commands` is an estimate
   * @param used permissions that allowed requests
   * @param unused permissions that allowed no request
   * @param unobservable permissions whose use no log shows
   * @param denied requests that the API server denied
   * @param grantedElsewhere requests that other grants than the pack's allowed
   * @param minimal the smallest set of permissions that allows the same requests
   * @param notMinimizedReason why `minimal` contains all permissions of the pack
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SkillUsage(
      UsageEvidence.Source source,
      List<UsedPermission> used,
      PermissionSet unused,
      PermissionSet unobservable,
      List<RequestCount> denied,
      List<RequestCount> grantedElsewhere,
      PermissionSet minimal,
      @Nullable String notMinimizedReason) {
    public SkillUsage {
      used = List.copyOf(used);
      denied = List.copyOf(denied);
      grantedElsewhere = List.copyOf(grantedElsewhere);
    }
  }

  /**
   * A permission and the number of requests that it allowed.
   *
   * @param clusterWide whether it applies to every namespace
   * @param name the only object it applies to; absent for all objects
   * @param requests 0 when the API server checked it only as part of another request
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record UsedPermission(
      boolean clusterWide,
      String apiGroup,
      String resource,
      String verb,
      @Nullable String name,
      int requests) {}

  /**
   * Permissions as rules of a pack.
   *
   * @param count number of single permissions
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PermissionSet(int count, List<PolicyRule> rbac, List<PolicyRule> clusterRBAC) {
    static PermissionSet of(List<ScopedPermission> permissions) {
      return new PermissionSet(
          permissions.size(),
          RuleCompactor.of(permissions.stream().filter(r -> !r.clusterWide()).toList()),
          RuleCompactor.of(permissions.stream().filter(ScopedPermission::clusterWide).toList()));
    }
  }

  /**
   * A request and its number of occurrences.
   *
   * @param count number of occurrences
   */
  @RegisterForReflection
  public record RequestCount(ApiRequest request, int count) {}
}

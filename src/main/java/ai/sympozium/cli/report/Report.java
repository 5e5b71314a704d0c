package ai.sympozium.cli.report;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPackRevision;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run had and what it used. Also the machine form of the answer ({@code -o json}).
 *
 * @param toolCalls absent as long as the run has not told
 * @param revoked time from the seen end to the last right proved gone, in words
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
    String namespace,
    String run,
    AgentRunPhase phase,
    @Nullable Long toolCalls,
    @Nullable String revoked,
    List<SkillReport> skills) {
  public Report {
    skills = List.copyOf(skills);
  }

  /**
   * One skill of the run.
   *
   * @param account absent when its pack declared no rights
   * @param declared how many single rights that were; absent when the plan can't be read
   * @param usage absent when nothing tells of its calls
   * @param notes what could not be told, and why
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SkillReport(
      String name,
      SkillPackRevision pack,
      @Nullable String account,
      @Nullable String grantedAt,
      @Nullable String revokedAt,
      @Nullable Integer declared,
      @Nullable Used usage,
      List<String> notes) {
    public SkillReport {
      notes = List.copyOf(notes);
    }
  }

  /**
   * What a skill used.
   *
   * @param unseen rights whose use nothing can show
   * @param refused calls for which it lacked a right
   * @param beyond calls that other rights than the pack's allowed
   * @param smaller the least rights that would have been enough
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Used(
      UsageEvidence.Source source,
      List<UsedRight> used,
      Rights unused,
      Rights unseen,
      List<Calls> refused,
      List<Calls> beyond,
      Rights smaller,
      @Nullable String wholeBecause) {
    public Used {
      used = List.copyOf(used);
      refused = List.copyOf(refused);
      beyond = List.copyOf(beyond);
    }
  }

  /**
   * A right and how many calls rested on it.
   *
   * @param calls 0 when the API server only asked for it beside another
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record UsedRight(
      boolean clusterWide,
      String apiGroup,
      String resource,
      String verb,
      @Nullable String name,
      int calls) {}

  /** Rights as rules of a pack. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rights(int count, List<PolicyRule> rbac, List<PolicyRule> clusterRBAC) {
    static Rights of(List<ScopedPermission> rights) {
      return new Rights(
          rights.size(),
          RuleCompactor.of(rights.stream().filter(r -> !r.clusterWide()).toList()),
          RuleCompactor.of(rights.stream().filter(ScopedPermission::clusterWide).toList()));
    }
  }

  /** A kind of call and how often it was made. */
  @RegisterForReflection
  public record Calls(ApiRequest call, int times) {}
}

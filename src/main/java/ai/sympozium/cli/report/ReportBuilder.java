package ai.sympozium.cli.report;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.report.Report.RequestCount;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.SkillUsage;
import ai.sympozium.cli.report.Report.UsedPermission;
import ai.sympozium.cli.usage.ApiRequest;
import ai.sympozium.cli.usage.CommandUsageEstimator;
import ai.sympozium.cli.usage.PermissionUsage;
import ai.sympozium.cli.usage.ResourceAliases;
import ai.sympozium.cli.usage.ScopedPermission;
import ai.sympozium.cli.usage.UsageEvidence;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds a report from a stored run, and from an audit log if one is given. */
final class ReportBuilder {
  private final StoredRun stored;
  private final String namespace;
  private final @Nullable Function<String, UsageEvidence> audit;
  private final Supplier<ResourceAliases> discovery;

  private ReportBuilder(
      StoredRun stored,
      @Nullable Function<String, UsageEvidence> audit,
      Supplier<ResourceAliases> discovery) {
    this.stored = stored;
    this.namespace = stored.run().getMetadata().getNamespace();
    this.audit = audit;
    this.discovery = discovery;
  }

  /**
   * Builds the report of a run.
   *
   * @param audit returns the requests of a user from the audit log; null without a log
   * @param discovery reads the resources of the cluster; called only without a log
   */
  static Report build(
      StoredRun stored,
      @Nullable Function<String, UsageEvidence> audit,
      Supplier<ResourceAliases> discovery) {
    return new ReportBuilder(stored, audit, discovery).build();
  }

  private Report build() {
    AgentRunStatus status =
        Objects.requireNonNullElseGet(stored.run().getStatus(), AgentRunStatus::empty);
    return new Report(
        namespace,
        stored.run().getMetadata().getName(),
        status.phase() == null ? AgentRunPhase.PENDING : status.phase(),
        status.tokenUsage() == null ? null : (Long) status.tokenUsage().toolCalls(),
        status.summary() == null ? null : status.summary().revocationDuration(),
        status.skills().stream().map(this::skill).toList());
  }

  private SkillReport skill(SkillStatus skill) {
    List<String> unavailable = new ArrayList<>();
    Optional<PlannedSkill> planned =
        stored.plan().stream()
            .flatMap(plan -> plan.skills().stream())
            .filter(one -> one.name().equals(skill.name()))
            .findFirst();
    @Nullable SkillUsage usage = null;
    if (skill.serviceAccount() != null) {
      Optional<UsageEvidence> evidence =
          planned.isEmpty() ? Optional.empty() : evidence(skill, unavailable);
      if (evidence.isPresent()) {
        unavailable.addAll(evidence.get().unclear());
        usage = usage(planned.get(), evidence.get());
      } else {
        unavailable.addAll(stored.missing());
      }
    }
    return new SkillReport(
        skill.name(),
        skill.pack(),
        skill.serviceAccount(),
        skill.grantedAt(),
        skill.revokedAt(),
        planned.map(ReportBuilder::countPermissions).orElse(null),
        usage,
        unavailable);
  }

  private static Integer countPermissions(PlannedSkill planned) {
    return ScopedPermission.of(planned.rules(), false).size()
        + ScopedPermission.of(planned.clusterRules(), true).size();
  }

  private Optional<UsageEvidence> evidence(SkillStatus skill, List<String> unavailable) {
    String user = "system:serviceaccount:" + namespace + ":" + skill.serviceAccount();
    if (audit != null) {
      return Optional.of(audit.apply(user));
    }
    try {
      return stored
          .transcript()
          .map(transcript ->
              CommandUsageEstimator.of(transcript, skill.name(), user, namespace, discovery.get()));
    } catch (NotReadableException e) {
      unavailable.add(e.getMessage());
      return Optional.empty();
    }
  }

  private SkillUsage usage(PlannedSkill planned, UsageEvidence evidence) {
    PermissionUsage usage =
        PermissionUsage.of(planned.rules(), planned.clusterRules(), namespace, evidence);
    return new SkillUsage(
        evidence.source(),
        usage.used().entrySet().stream()
            .map(used ->
                new UsedPermission(
                    used.getKey().clusterWide(),
                    used.getKey().group(),
                    used.getKey().resource(),
                    used.getKey().verb(),
                    used.getKey().name(),
                    used.getValue()))
            .toList(),
        Report.PermissionSet.of(usage.unused()),
        Report.PermissionSet.of(usage.unobservable()),
        counts(usage.denied()),
        counts(usage.grantedElsewhere()),
        Report.PermissionSet.of(usage.minimal()),
        usage.notMinimizedReason().orElse(null));
  }

  private static List<RequestCount> counts(Map<ApiRequest, Integer> requests) {
    return requests.entrySet().stream()
        .map(entry -> new RequestCount(entry.getKey(), entry.getValue()))
        .toList();
  }
}

package ai.sympozium.cli.report;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.cli.report.Report.Calls;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.Used;
import ai.sympozium.cli.report.Report.UsedRight;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a report from a run's records, and from an audit log where there is one. */
final class ReportBuilder {
  private ReportBuilder() {}

  /**
   * A report of a run.
   *
   * @param audit gives the evidence for a user of the API server; absent without a log
   */
  static Report of(StoredRun records, @Nullable Function<String, UsageEvidence> audit) {
    AgentRunStatus status =
        Objects.requireNonNullElseGet(records.run().getStatus(), AgentRunStatus::empty);
    List<SkillReport> skills =
        status.skills().stream().map(skill -> skill(skill, records, audit)).toList();
    return new Report(
        records.run().getMetadata().getNamespace(),
        records.run().getMetadata().getName(),
        status.phase() == null ? AgentRunPhase.PENDING : status.phase(),
        status.tokenUsage() == null ? null : (Long) status.tokenUsage().toolCalls(),
        status.summary() == null ? null : status.summary().revocationDuration(),
        skills);
  }

  private static SkillReport skill(
      SkillStatus skill, StoredRun records, @Nullable Function<String, UsageEvidence> audit) {
    List<String> notes = new ArrayList<>();
    Optional<PlannedSkill> planned =
        records.plan().stream()
            .flatMap(plan -> plan.skills().stream())
            .filter(one -> one.name().equals(skill.name()))
            .findFirst();
    Optional<PermissionUsage> usage = Optional.empty();
    Optional<UsageEvidence> evidence = Optional.empty();
    if (skill.serviceAccount() != null) {
      if (planned.isEmpty()) {
        notes.addAll(records.missing());
      } else {
        evidence = evidence(skill, planned.get(), records, audit);
        evidence.ifPresentOrElse(
            some -> notes.addAll(some.unclear()), () -> notes.addAll(records.missing()));
        usage =
            evidence.map(some ->
                PermissionUsage.of(
                    planned.get().rules(),
                    planned.get().clusterRules(),
                    records.run().getMetadata().getNamespace(),
                    some));
      }
    }
    UsageEvidence.Source source =
        evidence.map(UsageEvidence::source).orElse(UsageEvidence.Source.COMMANDS);
    return new SkillReport(
        skill.name(),
        skill.pack(),
        skill.serviceAccount(),
        skill.grantedAt(),
        skill.revokedAt(),
        planned
            .map(one ->
                ScopedPermission.of(one.rules(), false).size()
                    + ScopedPermission.of(one.clusterRules(), true).size())
            .orElse(null),
        usage.map(some -> used(some, source)).orElse(null),
        notes);
  }

  private static Optional<UsageEvidence> evidence(
      SkillStatus skill,
      PlannedSkill planned,
      StoredRun records,
      @Nullable Function<String, UsageEvidence> audit) {
    String namespace = records.run().getMetadata().getNamespace();
    String user = "system:serviceaccount:" + namespace + ":" + skill.serviceAccount();
    if (audit != null) {
      return Optional.of(audit.apply(user));
    }
    List<PolicyRule> declared =
        Stream.concat(planned.rules().stream(), planned.clusterRules().stream()).toList();
    return records
        .transcript()
        .map(transcript ->
            CommandUsageEstimator.of(transcript, skill.name(), user, namespace, declared));
  }

  private static Used used(PermissionUsage usage, UsageEvidence.Source source) {
    return new Used(
        source,
        usage.used().entrySet().stream()
            .map(e ->
                new UsedRight(
                    e.getKey().clusterWide(),
                    e.getKey().group(),
                    e.getKey().resource(),
                    e.getKey().verb(),
                    e.getKey().name(),
                    e.getValue()))
            .toList(),
        Report.Rights.of(usage.unused()),
        Report.Rights.of(usage.unseen()),
        calls(usage.refused()),
        calls(usage.beyond()),
        Report.Rights.of(usage.smaller()),
        usage.wholeBecause().orElse(null));
  }

  private static List<Calls> calls(Map<ApiRequest, Integer> calls) {
    return calls.entrySet().stream().map(e -> new Calls(e.getKey(), e.getValue())).toList();
  }
}

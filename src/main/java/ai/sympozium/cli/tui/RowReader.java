package ai.sympozium.cli.tui;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.cli.tui.Row.Grant;
import ai.sympozium.cli.tui.Row.InstanceRow;
import ai.sympozium.cli.tui.Row.PackRow;
import ai.sympozium.cli.tui.Row.RunRow;
import ai.sympozium.cli.tui.Row.ScheduleRow;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the rows of the views from the objects. */
final class RowReader {
  private static final String NONE = "-";

  private RowReader() {}

  static InstanceRow instance(SympoziumInstance instance) {
    SympoziumInstanceStatus status = instance.getStatus();
    Optional<Condition> ready = status == null ? Optional.empty() : ready(status.conditions());
    return new InstanceRow(
        instance.getMetadata().getNamespace(),
        instance.getMetadata().getName(),
        instance.getSpec().agents().defaultAgent().model(),
        instance.getSpec().skills().stream()
            .filter(ref -> !ref.isConfigMap())
            .map(SkillRef::skillPackRef)
            .toList(),
        ready.map(Condition::getStatus).orElse(NONE),
        ready
            .filter(condition -> "False".equals(condition.getStatus()))
            .map(Condition::getMessage)
            .orElse(""),
        status == null || status.activeAgentPods() == null ? 0 : status.activeAgentPods(),
        status == null || status.totalAgentRuns() == null ? 0 : status.totalAgentRuns(),
        created(instance));
  }

  static RunRow run(AgentRun run) {
    AgentRunStatus status = Objects.requireNonNullElse(run.getStatus(), AgentRunStatus.empty());
    String name = run.getMetadata().getName();
    List<Grant> grants =
        status.skills().stream()
            .filter(skill -> skill.revokedAt() == null && skill.serviceAccount() != null)
            .flatMap(skill ->
                Optional.ofNullable(Age.parse(skill.grantedAt()))
                    .map(
                        since -> new Grant(name, skill.name(), text(skill.serviceAccount()), since))
                    .stream())
            .toList();
    return new RunRow(
        run.getMetadata().getNamespace(),
        name,
        run.getSpec().instanceRef(),
        status.phase() == null ? "Pending" : title(status.phase()),
        !status.isFinal(),
        status.summary() == null ? NONE : text(status.summary().skills()),
        status.tokenUsage() == null ? NONE : text(status.tokenUsage().toolCalls()),
        status.tokenUsage() == null ? NONE : text(status.tokenUsage().totalTokens()),
        status.summary() == null ? NONE : text(status.summary().revocationDuration()),
        grants,
        created(run));
  }

  static PackRow pack(SkillPack pack) {
    SidecarSpec sidecar = pack.getSpec().sidecar();
    return new PackRow(
        pack.getMetadata().getNamespace(),
        pack.getMetadata().getName(),
        text(pack.getSpec().category()),
        sidecar == null ? List.of() : sidecar.rbac(),
        sidecar == null ? List.of() : sidecar.clusterRBAC(),
        (pack.getStatus() == null
                ? Optional.<Condition>empty()
                : ready(pack.getStatus().conditions()))
            .map(Condition::getStatus)
            .orElse(NONE),
        created(pack));
  }

  static ScheduleRow schedule(SympoziumSchedule schedule) {
    SympoziumScheduleStatus status =
        Objects.requireNonNullElse(schedule.getStatus(), SympoziumScheduleStatus.empty());
    return new ScheduleRow(
        schedule.getMetadata().getNamespace(),
        schedule.getMetadata().getName(),
        schedule.getSpec().instanceRef(),
        schedule.getSpec().schedule(),
        Objects.requireNonNullElse(schedule.getSpec().timeZone(), "UTC"),
        Age.parse(status.nextScheduleTime()),
        Age.parse(status.lastScheduleTime()),
        status.lastOutcome() == null ? NONE : title(status.lastOutcome()),
        schedule.getSpec().isSuspended(),
        Objects.requireNonNullElse(status.lastRunName(), ""));
  }

  private static Optional<Condition> ready(List<Condition> conditions) {
    return conditions.stream().filter(c -> "Ready".equals(c.getType())).findFirst();
  }

  private static String title(AgentRunPhase phase) {
    return phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private static @Nullable Instant created(HasMetadata object) {
    return Age.parse(object.getMetadata().getCreationTimestamp());
  }

  private static String text(@Nullable Object value) {
    return value == null ? NONE : value.toString();
  }
}

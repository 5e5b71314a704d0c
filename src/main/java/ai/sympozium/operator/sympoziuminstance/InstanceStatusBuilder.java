package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AttachedSkillStatus;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.operator.agentrun.plan.IgnoredFields;
import ai.sympozium.operator.channel.ConnectorState;
import ai.sympozium.operator.endpoint.EndpointState;
import ai.sympozium.operator.kube.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Builds the status of an instance.
 *
 * @param problem why the attached packs are not ready; empty if they are
 * @param skills entries of the attached packs
 */
record InstanceStatusBuilder(
    SympoziumInstance instance,
    Optional<String> problem,
    List<AttachedSkillStatus> skills,
    ConnectorState connector,
    EndpointState endpoint) {
  /**
   * Builds the status.
   *
   * @param stored all runs of the instance
   * @param surplus those of them that are being deleted
   */
  SympoziumInstanceStatus build(List<AgentRun> stored, List<AgentRun> surplus, Instant now) {
    long generation = instance.getMetadata().getGeneration();
    SympoziumInstanceStatus before = instance.getStatus();
    InstanceReason reason =
        problem.isEmpty() ? InstanceReason.SKILLS_READY : InstanceReason.SKILLS_NOT_READY;
    Conditions conditions =
        new Conditions(before == null ? List.of() : before.conditions())
            .with(
                "Ready",
                problem.isEmpty(),
                reason.value(),
                problem.orElse("All attached packs are ready."),
                generation,
                now);
    return new SympoziumInstanceStatus(
        generation,
        (long) stored.size() - surplus.size(),
        stored.stream().filter(run -> !run.isFinal()).count(),
        instance.getSpec().skills().stream().map(SkillRef::name).collect(Collectors.joining(", ")),
        skills,
        connector.podUID(),
        endpoint.status(),
        IgnoredFields.of(instance.getSpec())
            .addTo(
                endpoint.addTo(connector.addTo(conditions, generation, now), generation, now),
                generation,
                now)
            .list());
  }
}

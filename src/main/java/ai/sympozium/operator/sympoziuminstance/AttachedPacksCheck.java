package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/** Checks whether runs of an instance can attach all of its packs. */
final class AttachedPacksCheck {
  private AttachedPacksCheck() {}

  /** Returns the first problem: a wrong reference, or a pack that is not ready. */
  static Optional<String> problem(SympoziumInstance instance, SkillPackReader packs) {
    return AttachedSkills.of(instance).stream()
        .flatMap(attachment ->
            problem(attachment, instance.getMetadata().getNamespace(), packs).stream())
        .findFirst();
  }

  /** Returns why runs of a namespace cannot use a pack. */
  static Optional<String> problem(Attachment attachment, String namespace, SkillPackReader packs) {
    String name = attachment.ref().skillPackRef();
    return AttachedSkills.check(attachment, namespace, packs)
        .map(Refused::message)
        .or(() ->
            AttachedSkills.find(name, namespace, packs)
                .flatMap(AttachedPacksCheck::notReadyMessage)
                .map(message -> attachment.fieldPath() + " (pack \"" + name + "\"): " + message));
  }

  /** A pack without the condition is new. Its status triggers the instance again. */
  private static Optional<String> notReadyMessage(SkillPack pack) {
    return Optional.ofNullable(pack.getStatus())
        .flatMap(status -> new Conditions(status.conditions()).find("Ready"))
        .filter(ready -> "False".equals(ready.getStatus()))
        .map(Condition::getMessage);
  }
}

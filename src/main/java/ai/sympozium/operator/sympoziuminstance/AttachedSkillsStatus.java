package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.AttachedSkillStatus;
import ai.sympozium.api.NextRunChange;
import ai.sympozium.api.RunSummary;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports each pack of an instance, and the difference between its newest run and its next. */
final class AttachedSkillsStatus {
  private static final int MAX_MESSAGE_BYTES = 2048;

  private static final Comparator<AgentRun> OLDEST_FIRST =
      Comparator.<AgentRun, String>comparing(run -> run.getMetadata().getCreationTimestamp())
          .thenComparing(run -> String.valueOf(startedAt(run)))
          .thenComparing(run -> run.getMetadata().getName());

  private AttachedSkillsStatus() {}

  /** Returns an entry for each attached pack, then for each pack of the newest run only. */
  static List<AttachedSkillStatus> of(
      SympoziumInstance instance, List<AgentRun> runs, SkillPackReader packs) {
    Set<String> before = newestSkills(runs);
    Set<String> removed = new LinkedHashSet<>(before);
    List<AttachedSkillStatus> all = new ArrayList<>();
    for (Attachment attachment : AttachedSkills.of(instance)) {
      String name = attachment.ref().skillPackRef();
      removed.remove(name);
      // The entries are a map by name. The condition Ready reports a second reference.
      if (!attachment.duplicate()) {
        boolean unchanged = before.contains(name) || AttachedSkills.isEndpoint(attachment.ref());
        NextRunChange change = unchanged ? NextRunChange.UNCHANGED : NextRunChange.ADDED;
        all.add(attached(attachment, instance.getMetadata().getNamespace(), packs, change));
      }
    }
    removed.forEach(name ->
        all.add(new AttachedSkillStatus(name, null, null, null, NextRunChange.REMOVED, null)));
    return all;
  }

  private static AttachedSkillStatus attached(
      Attachment attachment, String namespace, SkillPackReader packs, NextRunChange change) {
    String name = attachment.ref().skillPackRef();
    Optional<SkillPack> pack = AttachedSkills.find(name, namespace, packs);
    Optional<String> problem = AttachedPacksCheck.problem(attachment, namespace, packs);
    return new AttachedSkillStatus(
        name,
        problem.isEmpty(),
        pack.map(found -> found.getMetadata().getNamespace()).orElse(null),
        pack.map(found -> found.getMetadata().getGeneration()).orElse(null),
        change,
        problem.map(text -> TruncatedText.ofBytes(text, MAX_MESSAGE_BYTES)).orElse(null));
  }

  /** Returns the skills of the newest run that was planned. A refused run had none. */
  private static Set<String> newestSkills(List<AgentRun> runs) {
    return runs.stream()
        .filter(run -> startedAt(run) != null)
        .max(OLDEST_FIRST)
        .map(AgentRun::getStatus)
        .map(AgentRunStatus::summary)
        .map(RunSummary::skills)
        .stream()
        .flatMap(names -> Stream.of(names.split(",", -1)))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(LinkedHashSet::new, Set::add, Set::addAll);
  }

  private static @Nullable String startedAt(AgentRun run) {
    return run.getStatus() == null ? null : run.getStatus().startedAt();
  }
}

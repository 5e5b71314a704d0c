package ai.sympozium.cli.tui;

import ai.sympozium.api.PolicyRule;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One object as a view shows it. Texts are not sanitized; {@link Cells} does that. */
sealed interface Row {
  String namespace();

  String name();

  /** Returns the texts of the columns. */
  List<String> cells(Instant now);

  default String id() {
    return namespace() + "/" + name();
  }

  default boolean matches(String filter, Instant now) {
    String wanted = filter.toLowerCase(Locale.ROOT);
    return cells(now).stream().anyMatch(cell -> cell.toLowerCase(Locale.ROOT).contains(wanted));
  }

  /**
   * An instance.
   *
   * @param skills names of the attached packs
   * @param problem why the instance is not ready, or an empty text
   */
  record InstanceRow(
      String namespace,
      String name,
      String model,
      List<String> skills,
      String ready,
      String problem,
      long active,
      long total,
      @Nullable Instant created)
      implements Row {
    public InstanceRow {
      skills = List.copyOf(skills);
    }

    @Override
    public List<String> cells(Instant now) {
      return List.of(
          name,
          model,
          skills.isEmpty() ? "-" : String.join(", ", skills),
          ready,
          Long.toString(active),
          Long.toString(total),
          Age.since(created, now));
    }
  }

  /** A grant of a run that is alive. */
  record Grant(String run, String skill, String serviceAccount, Instant since) {}

  /** A run. */
  record RunRow(
      String namespace,
      String name,
      String instance,
      String phase,
      boolean active,
      String skills,
      String tools,
      String tokens,
      String revoked,
      List<Grant> grants,
      @Nullable Instant created)
      implements Row {
    public RunRow {
      grants = List.copyOf(grants);
    }

    @Override
    public List<String> cells(Instant now) {
      return List.of(
          name, instance, phase, skills, tools, tokens, revoked, Age.since(created, now));
    }
  }

  /** A pack with its permissions. */
  record PackRow(
      String namespace,
      String name,
      String category,
      List<PolicyRule> rules,
      List<PolicyRule> clusterRules,
      String ready,
      @Nullable Instant created)
      implements Row {
    public PackRow {
      rules = List.copyOf(rules);
      clusterRules = List.copyOf(clusterRules);
    }

    @Override
    public List<String> cells(Instant now) {
      return List.of(
          name,
          namespace,
          category,
          Integer.toString(rules.size() + clusterRules.size()),
          ready,
          Age.since(created, now));
    }

    /** Returns the number of rules in words. */
    String summary(String runNamespace) {
      if (rules.isEmpty() && clusterRules.isEmpty()) {
        return "no permissions";
      }
      String here = rules.isEmpty() ? "" : count(rules.size()) + " in " + runNamespace;
      String everywhere =
          clusterRules.isEmpty() ? "" : count(clusterRules.size()) + " cluster-wide";
      return here + (here.isEmpty() || everywhere.isEmpty() ? "" : ", ") + everywhere;
    }

    private static String count(int rules) {
      return rules + (rules == 1 ? " rule" : " rules");
    }
  }

  /** A schedule. */
  record ScheduleRow(
      String namespace,
      String name,
      String instance,
      String schedule,
      String zone,
      @Nullable Instant next,
      @Nullable Instant last,
      String outcome,
      boolean suspended,
      String lastRun)
      implements Row {
    @Override
    public List<String> cells(Instant now) {
      return List.of(
          name,
          instance,
          schedule,
          zone,
          next == null ? "-" : Age.until(next, now),
          Age.since(last, now),
          outcome,
          Boolean.toString(suspended));
    }
  }
}

package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.RelativeTime;
import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.console.TextLayout.Tone;
import ai.sympozium.cli.explain.Explanation.Agent;
import ai.sympozium.cli.explain.Explanation.AttachedSkill;
import ai.sympozium.cli.explain.Explanation.Container;
import ai.sympozium.cli.explain.Explanation.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An explanation as a person reads it. */
final class ExplanationPrinter {
  private static final int INDENT = 2;
  private static final int COLUMN = 16;
  private static final int MOST_PEOPLE = 6;

  private final Explanation it;
  private final TextLayout page;
  private final Instant now;

  private ExplanationPrinter(Explanation it, TextLayout page, Instant now) {
    this.it = it;
    this.page = page;
    this.now = now;
  }

  static void show(Explanation it, TextLayout page, Instant now) {
    new ExplanationPrinter(it, page, now).show();
  }

  private void show() {
    String who =
        (it.run() == null ? "" : "run " + TerminalSanitizer.value(it.run()) + ": ")
            + TerminalSanitizer.value(it.instance())
            + " in "
            + it.namespace();
    page.heading(
        switch (it.planned().verdict()) {
          case YES -> who + " would run with:";
          case NO -> who + " would be refused, and nothing created:";
          case UNKNOWN -> who + " would run with the following, as far as you may see:";
        });
    if (it.planned().verdict() != CheckResult.Verdict.YES) {
      line(INDENT, it.planned(), words(it.planned()));
    }
    if (it.planned().verdict() != CheckResult.Verdict.NO) {
      entry("agent", agent(it.agent()));
      entry(
          "network", "whatever the namespace's network policies allow: a run has none of its own");
    }
    it.skills().forEach(this::skill);
    if (it.skills().isEmpty() && it.agent() != null) {
      entry("skills", "none");
    }
    page.blank();
    page.heading(
        switch (it.mayStart()) {
          case YES -> "You may start this run: yes";
          case NO -> "You may start this run: no";
          case UNKNOWN -> "You may start this run: unknown";
        });
    it.start().forEach(answer -> answer(INDENT, answer));
    answer(INDENT, it.dryRun());
  }

  private static String agent(@Nullable Agent agent) {
    String rights = "no access to the API server";
    if (agent == null) {
      return rights + " · model unknown";
    }
    return rights
        + " · model "
        + TerminalSanitizer.value(agent.model())
        + (agent.provider().equals("openai")
            ? ""
            : " (" + TerminalSanitizer.value(agent.provider()) + ")")
        + (agent.baseURL() == null ? "" : " at " + TerminalSanitizer.value(agent.baseURL()))
        + (agent.keySecret() == null
            ? ""
            : " (key from secret " + TerminalSanitizer.value(agent.keySecret()) + ")")
        + " · at most "
        + minutes(agent.timeoutSeconds());
  }

  private static String minutes(long seconds) {
    return Duration.ofSeconds(seconds).toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private void skill(AttachedSkill skill) {
    page.blank();
    page.heading("  skill " + TerminalSanitizer.value(skill.name()));
    if (!skill.fits().words().isEmpty()) {
      line(INDENT + 2, skill.fits(), words(skill.fits()));
    }
    if (skill.origin() != null) {
      origin(skill.origin());
    }
    if (skill.container() != null) {
      container(skill.container());
    } else if (skill.origin() != null) {
      entry("image", "none: texts only");
    }
    if (!skill.documents().isEmpty()) {
      entry(
          "texts",
          skill.documents().stream()
              .map(TerminalSanitizer::value)
              .collect(Collectors.joining(", ")));
    }
    if (skill.origin() != null) {
      rights("in " + it.namespace(), skill.rbac());
      rights("cluster-wide", skill.clusterRBAC());
    }
    skill.risks().forEach(risk -> page.marked(INDENT + 2, '⚠', Tone.WARNING, risk));
  }

  private void origin(Origin origin) {
    entry(
        "from",
        TerminalSanitizer.value(origin.namespace()) + ", generation " + origin.generation());
    entry(
        "changed",
        origin.changedBy() == null || origin.changedAt() == null
            ? "unknown: the API server keeps no record of it"
            : RelativeTime.of(origin.changedAt(), now)
                + " by a program that calls itself "
                + TerminalSanitizer.value(origin.changedBy()));
    List<String> others = origin.othersWhoMay();
    entry(
        "may change it",
        switch (origin.youMayChange().verdict()) {
              case YES -> "you";
              case NO -> "not you";
              case UNKNOWN -> "you: unknown";
            }
            + " · "
            + (others == null
                ? "others: unknown, you may not list roles and bindings"
                : "by roles: " + people(others)));
  }

  private static String people(List<String> all) {
    if (all.isEmpty()) {
      return "nobody";
    }
    List<String> some = all.stream().limit(MOST_PEOPLE).map(TerminalSanitizer::value).toList();
    return String.join(", ", some)
        + (all.size() > some.size() ? " and " + (all.size() - some.size()) + " more" : "");
  }

  private void container(Container container) {
    entry("image", TerminalSanitizer.value(container.image()));
    Map<String, String> resources = new TreeMap<>();
    container.requests().forEach((what, amount) -> resources.put(what, amount));
    List<String> amounts = new ArrayList<>();
    resources.forEach((what, amount) -> {
      String limit = container.limits().get(what);
      amounts.add(
          what + " " + amount + (limit == null || limit.equals(amount) ? "" : " to " + limit));
    });
    if (!amounts.isEmpty()) {
      entry("resources", String.join(", ", amounts));
    }
    if (!container.mounts().isEmpty()) {
      entry(
          "mounts",
          container.mounts().entrySet().stream()
              .map(m ->
                  TerminalSanitizer.value(m.getKey()) + " " + TerminalSanitizer.value(m.getValue()))
              .collect(Collectors.joining(" · ")));
    }
    if (!container.variables().isEmpty()) {
      entry(
          "variables",
          container.variables().stream()
              .map(TerminalSanitizer::value)
              .collect(Collectors.joining(", ")));
    }
  }

  private void rights(String scope, List<PolicyRule> rules) {
    if (rules.isEmpty()) {
      entry(scope, "no rights");
      return;
    }
    entry(scope, rules.size() == 1 ? "1 rule" : rules.size() + " rules");
    RuleFormatter.show(rules, page, INDENT + 4);
  }

  private static String words(CheckResult answer) {
    return switch (answer.verdict()) {
      case YES, NO -> answer.words();
      case UNKNOWN -> "unknown: " + answer.words();
    };
  }

  private void answer(int indent, CheckResult answer) {
    String words = words(answer);
    line(indent, answer, answer.question() + (words.isEmpty() ? "" : ": " + words));
  }

  private void line(int indent, CheckResult answer, String text) {
    char mark =
        switch (answer.verdict()) {
          case YES -> '✓';
          case NO -> '✗';
          case UNKNOWN -> '?';
        };
    Tone tone =
        switch (answer.verdict()) {
          case YES -> Tone.GOOD;
          case NO -> Tone.BAD;
          case UNKNOWN -> Tone.WARNING;
        };
    page.marked(indent, mark, tone, text);
  }

  private void entry(String label, String text) {
    page.entry(INDENT + 2, label, COLUMN + 4, Tone.PLAIN, text);
  }
}

package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.RelativeTime;
import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.console.TextLayout.Tone;
import ai.sympozium.cli.explain.Explanation.AttachedSkill;
import ai.sympozium.cli.explain.Explanation.Container;
import ai.sympozium.cli.explain.Explanation.Editor;
import ai.sympozium.cli.explain.Explanation.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints an explanation as text. */
final class ExplanationPrinter {
  private static final int INDENT = 2;
  private static final int COLUMN = 16;
  private static final int MAX_EDITORS = 6;

  private final Explanation explanation;
  private final TextLayout page;
  private final Instant now;

  private ExplanationPrinter(Explanation explanation, TextLayout page, Instant now) {
    this.explanation = explanation;
    this.page = page;
    this.now = now;
  }

  static void show(Explanation explanation, TextLayout page, Instant now) {
    new ExplanationPrinter(explanation, page, now).show();
  }

  private void show() {
    String run =
        (explanation.run() == null
                ? ""
                : "run " + TerminalSanitizer.value(explanation.run()) + ": ")
            + TerminalSanitizer.value(explanation.instance())
            + " in "
            + explanation.namespace();
    page.heading(
        switch (explanation.plannable().verdict()) {
          case YES -> run + " would run with:";
          case NO -> run + " would be refused:";
          case UNKNOWN -> run + " would run with the following, as far as you can read it:";
        });
    if (explanation.plannable().verdict() != CheckResult.Verdict.YES) {
      line(INDENT, explanation.plannable(), reason(explanation.plannable()));
    }
    if (explanation.plannable().verdict() != CheckResult.Verdict.NO) {
      entry("agent", agent(explanation.agent()));
      entry("network", "as the namespace's network policies allow; a run adds none");
      if (explanation.agent() != null) {
        entry("proxy", NetworkSettings.proxy(explanation.network()));
        entry(
            "trusted CA",
            NetworkSettings.trustedCA(explanation.network(), explanation.agent().caConfigMap()));
      }
    }
    if (explanation.agent() != null) {
      list("texts", explanation.agent().describeTexts());
    }
    explanation.skills().forEach(this::skill);
    if (explanation.skills().isEmpty() && explanation.agent() != null) {
      entry("skills", "none");
    }
    page.blank();
    page.heading(
        switch (explanation.youCanStart()) {
          case YES -> "You can start this run: yes";
          case NO -> "You can start this run: no";
          case UNKNOWN -> "You can start this run: unknown";
        });
    explanation.startChecks().forEach(this::check);
    check(explanation.dryRun());
  }

  private static String agent(@Nullable PlannedAgent agent) {
    String access = "no access to the API server";
    if (agent == null) {
      return access + " · model unknown";
    }
    return access + " · " + agent.describeModel() + " · at most " + minutes(agent.timeoutSeconds());
  }

  private static String minutes(long seconds) {
    return Duration.ofSeconds(seconds).toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private void skill(AttachedSkill skill) {
    page.blank();
    page.heading("  skill " + TerminalSanitizer.value(skill.name()));
    if (!skill.plannable().reason().isEmpty()) {
      line(INDENT + 2, skill.plannable(), reason(skill.plannable()));
    }
    if (skill.origin() != null) {
      origin(skill.origin());
    }
    if (skill.container() != null) {
      container(skill.container());
    } else if (skill.origin() != null) {
      entry("image", "none: documents only");
    }
    list("documents", skill.documents());
    list("programs", skill.programs());
    list("tools", skill.tools());
    if (skill.networkAccess() != null) {
      entry("needs network", TerminalSanitizer.value(skill.networkAccess()));
    }
    if (skill.origin() != null) {
      permissions("in " + explanation.namespace(), skill.rbac());
      permissions("cluster-wide", skill.clusterRBAC());
    }
    skill.risks().forEach(risk -> page.statusLine(INDENT + 2, '⚠', Tone.WARNING, risk));
  }

  private void origin(Origin origin) {
    entry("source", TerminalSanitizer.value(origin.describe()));
    entry(
        "last change",
        origin.changedBy() == null || origin.changedAt() == null
            ? "unknown: the API server has no record"
            : RelativeTime.of(origin.changedAt(), now)
                + " by a client named "
                + TerminalSanitizer.value(origin.changedBy()));
    List<Editor> others = origin.otherEditors();
    entry(
        "editable by",
        switch (origin.youCanEdit().verdict()) {
              case YES -> "you";
              case NO -> "not you";
              case UNKNOWN -> "you: unknown";
            }
            + "; via RBAC: "
            + (others == null ? "unknown, you may not list roles and bindings" : editors(others)));
  }

  /** Lists the first editors. Accounts of Kubernetes itself are only counted. */
  private static String editors(List<Editor> all) {
    List<Editor> others = all.stream().filter(editor -> !editor.isSystemAccount()).toList();
    List<String> parts = new ArrayList<>();
    others.stream()
        .limit(MAX_EDITORS)
        .map(editor -> TerminalSanitizer.value(editor.describe()))
        .forEach(parts::add);
    if (others.size() > MAX_EDITORS) {
      parts.add((others.size() - MAX_EDITORS) + " more");
    }
    int system = all.size() - others.size();
    if (system > 0) {
      parts.add(system == 1 ? "1 system account" : system + " system accounts");
    }
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  private void container(Container container) {
    entry("image", TerminalSanitizer.value(container.image()));
    List<String> amounts = new ArrayList<>();
    container
        .requests()
        .forEach((name, amount) -> {
          String limit = container.limits().get(name);
          amounts.add(
              name + " " + amount + (limit == null || limit.equals(amount) ? "" : " to " + limit));
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
    list("variables", container.variables());
  }

  private void list(String label, List<String> values) {
    if (!values.isEmpty()) {
      entry(label, values.stream().map(TerminalSanitizer::value).collect(Collectors.joining(", ")));
    }
  }

  private void permissions(String scope, List<PolicyRule> rules) {
    if (rules.isEmpty()) {
      entry(scope, "no permissions");
      return;
    }
    entry(scope, rules.size() == 1 ? "1 rule" : rules.size() + " rules");
    RuleFormatter.show(rules, page, INDENT + 4);
  }

  private static String reason(CheckResult check) {
    return switch (check.verdict()) {
      case YES, NO -> check.reason();
      case UNKNOWN -> "unknown: " + check.reason();
    };
  }

  private void check(CheckResult check) {
    String reason = reason(check);
    line(INDENT, check, check.question() + (reason.isEmpty() ? "" : ": " + reason));
  }

  private void line(int indent, CheckResult check, String text) {
    char mark =
        switch (check.verdict()) {
          case YES -> '✓';
          case NO -> '✗';
          case UNKNOWN -> '?';
        };
    Tone tone =
        switch (check.verdict()) {
          case YES -> Tone.GOOD;
          case NO -> Tone.BAD;
          case UNKNOWN -> Tone.WARNING;
        };
    page.statusLine(indent, mark, tone, text);
  }

  private void entry(String label, String text) {
    page.entry(INDENT + 2, label, COLUMN + 4, Tone.PLAIN, text);
  }
}

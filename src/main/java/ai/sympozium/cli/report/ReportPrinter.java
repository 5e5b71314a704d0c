package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.console.TextLayout.Tone;
import ai.sympozium.cli.report.Report.Calls;
import ai.sympozium.cli.report.Report.Rights;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.Used;
import ai.sympozium.cli.report.Report.UsedRight;
import ai.sympozium.rbac.DangerousPermission;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as a person reads it. */
final class ReportPrinter {
  private static final int INDENT = 2;
  private static final int COLUMN = 16;
  private static final int MOST_CALLS = 20;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final TextLayout page;
  private final Report report;

  private ReportPrinter(Report report, TextLayout page) {
    this.report = report;
    this.page = page;
  }

  static void show(Report report, TextLayout page) {
    new ReportPrinter(report, page).show();
  }

  private void show() {
    page.heading(
        "run "
            + TerminalSanitizer.value(report.run())
            + " in "
            + report.namespace()
            + ": "
            + phase()
            + toolCalls(report.toolCalls()));
    if (report.skills().isEmpty()) {
      page.text(INDENT, Tone.PLAIN, "It had no skills, and so no rights.");
    }
    report.skills().forEach(this::skill);
  }

  private static String toolCalls(@Nullable Long calls) {
    return calls == null ? "" : calls == 1 ? ", 1 tool call" : ", " + calls + " tool calls";
  }

  private String phase() {
    String name = report.phase().name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private void skill(SkillReport skill) {
    page.blank();
    page.heading("  skill " + TerminalSanitizer.value(skill.name()));
    entry(
        "from",
        TerminalSanitizer.value(skill.pack().namespace())
            + ", generation "
            + skill.pack().generation());
    if (skill.account() == null) {
      entry("rights", "none: its pack declared none, or the run ended before");
      return;
    }
    entry("account", TerminalSanitizer.value(skill.account()));
    entry("granted", granted(skill));
    Used usage = skill.usage();
    if (usage == null || skill.declared() == null) {
      entry("used", "unknown");
    } else {
      usage(usage, skill.declared());
    }
    skill
        .notes()
        .forEach(
            note -> page.entry(INDENT + 2, "?", INDENT + 4, Tone.WARNING, "not told: " + note));
  }

  private String granted(SkillReport skill) {
    if (skill.grantedAt() == null) {
      return "never";
    }
    if (skill.revokedAt() == null) {
      return "since " + clock(skill.grantedAt()) + ", not revoked yet";
    }
    return held(skill.grantedAt(), skill.revokedAt())
        + "("
        + clock(skill.grantedAt())
        + " → "
        + clock(skill.revokedAt())
        + " UTC)"
        + (report.revoked() == null
            ? ""
            : ", the last right of the run gone "
                + TerminalSanitizer.value(report.revoked())
                + " after its end");
  }

  private void usage(Used usage, int declared) {
    boolean exact = usage.source() == UsageEvidence.Source.AUDIT_LOG;
    entry(
        "used",
        usage.used().size()
            + " of "
            + declared
            + " rights"
            + (exact
                ? ", by the audit log"
                : ", as seen in its commands: a hint, programs may have used more"));
    used(usage.used());
    calls("refused", Tone.BAD, usage.refused());
    calls("not the pack's", Tone.PLAIN, usage.beyond());
    if (usage.wholeBecause() != null) {
      entry("a smaller pack", "can't be told: " + usage.wholeBecause());
    } else if (usage.smaller().count() == 0) {
      entry("a smaller pack", exact ? "none would have been enough" : "none may have been enough");
    } else {
      entry(
          "a smaller pack",
          exact ? "would have been enough:" : "may have been enough, a hint too:");
      scopes(usage.smaller());
      page.text(COLUMN + 4, Tone.PLAIN, "ready to apply: the same command with -o skillpack");
    }
    rights("can't be seen", usage.unseen());
    rights("never used", usage.unused());
  }

  private void used(List<UsedRight> used) {
    Map<String, List<String>> byScope = new LinkedHashMap<>();
    for (UsedRight right : used) {
      byScope
          .computeIfAbsent(
              right.clusterWide() ? "cluster-wide" : "in " + report.namespace(),
              scope -> new ArrayList<>())
          .add(
              TerminalSanitizer.value(right.verb())
                  + " "
                  + RuleFormatter.resource(right.apiGroup(), right.resource())
                  + (right.name() == null ? "" : " " + TerminalSanitizer.value(right.name()))
                  + times(right.calls()));
    }
    byScope.forEach((scope, words) ->
        page.entry(INDENT + 4, scope, COLUMN + 4, Tone.PLAIN, String.join(", ", words)));
  }

  private static String times(int calls) {
    return calls == 0 ? " (asked for beside another)" : calls == 1 ? "" : " ×" + calls;
  }

  private void calls(String label, Tone tone, List<Calls> calls) {
    for (int i = 0; i < Math.min(calls.size(), MOST_CALLS); i++) {
      Calls one = calls.get(i);
      page.entry(
          INDENT + 2,
          i == 0 ? label : "",
          COLUMN + 4,
          tone,
          one.call().words() + times(one.times()));
    }
    if (calls.size() > MOST_CALLS) {
      page.text(COLUMN + 4, tone, "and " + (calls.size() - MOST_CALLS) + " more");
    }
  }

  private void rights(String label, Rights rights) {
    if (rights.count() > 0) {
      String dangerous = String.join(", ", dangerous(rights));
      entry(
          label,
          (rights.count() == 1 ? "1 right" : rights.count() + " rights")
              + (dangerous.isEmpty() ? "" : ", among them dangerous: " + dangerous));
      scopes(rights);
    }
  }

  /** The first right of each danger that there is. */
  private static List<String> dangerous(Rights rights) {
    Map<DangerousPermission, String> dangers = new EnumMap<>(DangerousPermission.class);
    add(dangers, rights.clusterRBAC(), true);
    add(dangers, rights.rbac(), false);
    return dangers.values().stream().distinct().toList();
  }

  private static void add(
      Map<DangerousPermission, String> dangers, List<PolicyRule> rules, boolean clusterWide) {
    for (PolicyRule rule : rules) {
      for (DangerousPermission danger : DangerousPermission.of(rule, clusterWide)) {
        danger
            .firstMatch(rule)
            .ifPresent(
                right -> dangers.putIfAbsent(danger, TerminalSanitizer.value(right.describe())));
      }
    }
  }

  private void scopes(Rights rights) {
    scope("in " + report.namespace(), rights.rbac());
    scope("cluster-wide", rights.clusterRBAC());
  }

  private void scope(String scope, List<PolicyRule> rules) {
    if (!rules.isEmpty()) {
      page.text(INDENT + 4, Tone.PLAIN, scope);
      RuleFormatter.show(rules, page, INDENT + 6);
    }
  }

  private void entry(String label, String text) {
    page.entry(INDENT + 2, label, COLUMN + 4, Tone.PLAIN, text);
  }

  private static String held(String from, String to) {
    try {
      long ms = Duration.between(Instant.parse(from), Instant.parse(to)).toMillis();
      return String.format(Locale.ROOT, "for %.2f s ", ms / 1000.0);
    } catch (DateTimeParseException e) {
      return "";
    }
  }

  private static String clock(@Nullable String time) {
    try {
      return CLOCK.format(Instant.parse(String.valueOf(time)));
    } catch (DateTimeParseException e) {
      return TerminalSanitizer.value(String.valueOf(time));
    }
  }
}

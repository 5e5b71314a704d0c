package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.console.TextLayout.Tone;
import ai.sympozium.cli.report.Report.PermissionSet;
import ai.sympozium.cli.report.Report.RequestCount;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.SkillUsage;
import ai.sympozium.cli.report.Report.UsedPermission;
import ai.sympozium.cli.usage.UsageEvidence;
import ai.sympozium.rbac.DangerousPermission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints a report as text. */
final class ReportPrinter {
  private static final int INDENT = 2;
  private static final int COLUMN = 16;
  private static final int MAX_REQUESTS = 20;

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
      page.text(INDENT, Tone.PLAIN, "No skills, so no permissions.");
    }
    report.skills().forEach(this::skill);
  }

  private static String toolCalls(@Nullable Long count) {
    return count == null ? "" : count == 1 ? ", 1 tool call" : ", " + count + " tool calls";
  }

  private String phase() {
    String name = report.phase().name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private void skill(SkillReport skill) {
    page.blank();
    page.heading("  skill " + TerminalSanitizer.value(skill.name()));
    entry(
        "source",
        TerminalSanitizer.value(skill.pack().namespace())
            + ", generation "
            + skill.pack().generation());
    if (skill.serviceAccount() == null) {
      entry("permissions", "none: the pack declared none, or the run finished before the grant");
      return;
    }
    entry("account", TerminalSanitizer.value(skill.serviceAccount()));
    entry("granted", GrantPeriod.describe(skill, report.revocationDuration()));
    SkillUsage usage = skill.usage();
    if (usage == null || skill.declared() == null) {
      entry("used", "unknown");
    } else {
      usage(usage, skill.declared());
    }
    skill
        .unavailable()
        .forEach(text -> page.statusLine(INDENT + 2, '?', Tone.WARNING, "unavailable: " + text));
  }

  private void usage(SkillUsage usage, int declared) {
    boolean exact = usage.source() == UsageEvidence.Source.AUDIT_LOG;
    entry(
        "used",
        usage.used().size()
            + " of "
            + declared
            + " permissions"
            + (exact
                ? ", from the audit log"
                : ", estimated from commands; programs can have used more"));
    used(usage.used());
    requests("denied", Tone.BAD, usage.denied());
    requests("other grants", Tone.PLAIN, usage.grantedElsewhere());
    if (usage.notMinimizedReason() != null) {
      entry("minimal pack", "unavailable: " + usage.notMinimizedReason());
    } else if (usage.minimal().count() == 0) {
      entry("minimal pack", exact ? "no permissions" : "no permissions, estimated");
    } else {
      entry("minimal pack", permissions(usage.minimal().count()) + (exact ? "" : ", estimated"));
      scopes(usage.minimal());
      page.text(COLUMN + 4, Tone.PLAIN, "manifest: same command with -o skillpack");
    }
    permissions("unobservable", usage.unobservable());
    permissions("unused", usage.unused());
  }

  private void used(List<UsedPermission> used) {
    Map<String, List<String>> byScope = new LinkedHashMap<>();
    for (UsedPermission permission : used) {
      byScope
          .computeIfAbsent(
              permission.clusterWide() ? "cluster-wide" : "in " + report.namespace(),
              scope -> new ArrayList<>())
          .add(
              TerminalSanitizer.value(permission.verb())
                  + " "
                  + RuleFormatter.resource(permission.apiGroup(), permission.resource())
                  + (permission.name() == null
                      ? ""
                      : " " + TerminalSanitizer.value(permission.name()))
                  + times(permission.requests()));
    }
    byScope.forEach((scope, texts) ->
        page.entry(INDENT + 4, scope, COLUMN + 4, Tone.PLAIN, String.join(", ", texts)));
  }

  private static String permissions(int count) {
    return count == 1 ? "1 permission" : count + " permissions";
  }

  private static String times(int requests) {
    return requests == 0 ? " (checked with another request)" : requests == 1 ? "" : " ×" + requests;
  }

  private void requests(String label, Tone tone, List<RequestCount> requests) {
    for (int i = 0; i < Math.min(requests.size(), MAX_REQUESTS); i++) {
      RequestCount one = requests.get(i);
      page.entry(
          INDENT + 2,
          i == 0 ? label : "",
          COLUMN + 4,
          tone,
          one.request().describe() + times(one.count()));
    }
    if (requests.size() > MAX_REQUESTS) {
      page.text(COLUMN + 4, tone, "and " + (requests.size() - MAX_REQUESTS) + " more");
    }
  }

  private void permissions(String label, PermissionSet permissions) {
    if (permissions.count() > 0) {
      String dangerous = String.join(", ", dangerous(permissions));
      entry(
          label,
          permissions(permissions.count())
              + (dangerous.isEmpty() ? "" : ", including dangerous: " + dangerous));
      scopes(permissions);
    }
  }

  /** Lists the first match of each dangerous permission. */
  private static List<String> dangerous(PermissionSet permissions) {
    Map<DangerousPermission, String> found = new EnumMap<>(DangerousPermission.class);
    add(found, permissions.clusterRBAC(), true);
    add(found, permissions.rbac(), false);
    return found.values().stream().distinct().toList();
  }

  private static void add(
      Map<DangerousPermission, String> found, List<PolicyRule> rules, boolean clusterWide) {
    for (PolicyRule rule : rules) {
      for (DangerousPermission dangerous : DangerousPermission.of(rule, clusterWide)) {
        dangerous
            .firstMatch(rule)
            .ifPresent(permission ->
                found.putIfAbsent(dangerous, TerminalSanitizer.value(permission.describe())));
      }
    }
  }

  private void scopes(PermissionSet permissions) {
    scope("in " + report.namespace(), permissions.rbac());
    scope("cluster-wide", permissions.clusterRBAC());
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
}

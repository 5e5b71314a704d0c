package ai.sympozium.cli.tui;

import java.util.List;

/** One of the four views, in the order of their number keys. */
enum Tab {
  INSTANCES(
      "Instances",
      "SympoziumInstance",
      "sympoziuminstances",
      List.of("NAME", "MODEL", "SKILLS", "READY", "ACTIVE", "RUNS", "AGE"),
      "s skills  r run  l transcript  g grants  d describe  / filter  : ns  q quit"),
  RUNS(
      "Runs",
      "AgentRun",
      "agentruns",
      List.of("NAME", "INSTANCE", "PHASE", "SKILLS", "TOOLS", "TOKENS", "REVOKED", "AGE"),
      "l transcript  g grants  d describe  r run  x delete  / filter  : ns  q quit"),
  SKILLS(
      "Skills",
      "SkillPack",
      "skillpacks",
      List.of("NAME", "NAMESPACE", "CATEGORY", "RULES", "READY", "AGE"),
      "d describe  g grants  / filter  : ns  ? keys  q quit"),
  SCHEDULES(
      "Schedules",
      "SympoziumSchedule",
      "sympoziumschedules",
      List.of("NAME", "INSTANCE", "SCHEDULE", "ZONE", "NEXT", "LAST", "OUTCOME", "SUSPENDED"),
      "l transcript  r run  g grants  d describe  / filter  : ns  q quit");

  private final String title;
  private final String kind;
  private final String resource;
  private final List<String> columns;
  private final String hint;

  Tab(String title, String kind, String resource, List<String> columns, String hint) {
    this.title = title;
    this.kind = kind;
    this.resource = resource;
    this.columns = columns;
    this.hint = hint;
  }

  String title() {
    return title;
  }

  String kind() {
    return kind;
  }

  /** Returns the plural name of the kind. */
  String resource() {
    return resource;
  }

  List<String> columns() {
    return columns;
  }

  String hint() {
    return hint;
  }
}

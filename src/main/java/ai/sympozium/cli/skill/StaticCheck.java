package ai.sympozium.cli.skill;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SidecarTool;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.skill.CommandResult.Outcome;
import ai.sympozium.cli.usage.ApiRequest;
import ai.sympozium.cli.usage.BuiltInResources;
import ai.sympozium.cli.usage.ResourceAliases;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks the documented commands of a pack without executing them. */
final class StaticCheck {
  private static final SidecarSpec NO_SIDECAR = new SidecarSpec("", List.of(), List.of());

  private final SkillPack pack;
  private final Placeholders placeholders;
  private final ShellSyntax syntax;
  private final PermissionUses uses;

  private StaticCheck(
      SkillPack pack,
      Placeholders placeholders,
      ShellSyntax syntax,
      String namespace,
      @Nullable ResourceAliases discovered) {
    this.pack = pack;
    this.placeholders = placeholders;
    this.syntax = syntax;
    SidecarSpec sidecar = sidecar(pack);
    var rules = Stream.concat(sidecar.rbac().stream(), sidecar.clusterRBAC().stream()).toList();
    this.uses =
        new PermissionUses(
            sidecar,
            discovered == null
                ? BuiltInResources.with(rules)
                : discovered.plus(BuiltInResources.of(rules)),
            ProgramRequests.of(pack),
            namespace);
  }

  /**
   * Checks a pack.
   *
   * @param namespace the value of NAMESPACE
   * @param discovered resources of the cluster; absent without a cluster
   */
  static SkillTestResult of(
      SkillPack pack,
      Placeholders placeholders,
      ShellSyntax syntax,
      String namespace,
      @Nullable ResourceAliases discovered) {
    return new StaticCheck(pack, placeholders, syntax, namespace, discovered).result();
  }

  static SidecarSpec sidecar(SkillPack pack) {
    SidecarSpec sidecar = pack.getSpec().sidecar();
    return sidecar == null ? NO_SIDECAR : sidecar;
  }

  private SkillTestResult result() {
    Set<String> programs =
        pack.getSpec().skills().stream()
            .flatMap(skill -> programs(skill).stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<CommandResult> commands = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Skill skill : pack.getSpec().skills()) {
      CommandExtractor.Extraction found =
          CommandExtractor.read(skill.name(), skill.content(), programs);
      for (DocumentedCommand command : found.commands()) {
        commands.add(check(command, programs(skill)));
      }
      notes.addAll(found.skippedBlocks());
    }
    sidecar(pack)
        .tools()
        .forEach(tool -> uses.add("tool " + tool.name(), line(tool), placeholders));
    notes.addAll(uses.notes());
    if (commands.isEmpty()) {
      notes.add("the documents contain no command");
    }
    return new SkillTestResult(pack.getMetadata().getName(), null, commands, uses.results(), notes);
  }

  private static List<String> programs(Skill skill) {
    return skill.requires() == null ? List.of() : skill.requires().bins();
  }

  private CommandResult check(DocumentedCommand command, List<String> declared) {
    Placeholders.Filled filled = placeholders.fill(command.text());
    Set<ApiRequest> missing = uses.add(command.place(), command.text(), placeholders);
    if (!filled.unknown().isEmpty()) {
      String name = filled.unknown().getFirst();
      return CommandResult.of(
          command,
          filled.text(),
          Outcome.NO_VALUE,
          "the placeholder "
              + name
              + " has no value. Use: --set "
              + name.replaceAll("[<>]", "").toUpperCase(java.util.Locale.ROOT)
              + "=VALUE");
    }
    var problem = syntax.problem(filled.text());
    if (problem.isPresent()) {
      return CommandResult.of(command, filled.text(), Outcome.SYNTAX_ERROR, problem.get());
    }
    List<String> undeclared =
        ProgramFinder.uncommon(filled.text()).stream()
            .filter(word -> !declared.contains(word))
            .toList();
    if (!undeclared.isEmpty()) {
      return CommandResult.of(
          command,
          filled.text(),
          Outcome.UNDECLARED_PROGRAM,
          String.join(", ", undeclared)
              + ": add it to requires.bins of the document "
              + command.skill());
    }
    return missing.isEmpty()
        ? CommandResult.of(command, filled.text(), Outcome.OK, "")
        : CommandResult.of(command, filled.text(), Outcome.MISSING_PERMISSION, missing(missing));
  }

  private String missing(Set<ApiRequest> requests) {
    return requests.stream()
        .map(request -> missing(request, uses.isOfRun(request)))
        .collect(Collectors.joining(" "));
  }

  /** Names the rule that a pack needs for a request. */
  static String missing(ApiRequest request, boolean inRunNamespace) {
    return "\"%s\" is not declared. Add to spec.sidecar.%s: {apiGroups: [%s], resources: [%s], verbs: [%s]}."
        .formatted(
            request.describe(),
            inRunNamespace ? "rbac" : "clusterRBAC",
            request.apiGroup().isEmpty() ? "\"\"" : request.apiGroup(),
            request.resource(),
            request.verb());
  }

  /** Returns the command line of a tool, for its permissions. */
  private static String line(SidecarTool tool) {
    List<String> exec = tool.exec();
    int script = exec.indexOf("-c") + 1;
    if (script > 0 && script < exec.size()) {
      return exec.get(script);
    }
    return Stream.concat(
            Stream.concat(exec.stream(), Stream.ofNullable(tool.subcommand())),
            tool.positionalArgs().stream().map(name -> Placeholders.OBJECT))
        .collect(Collectors.joining(" "));
  }
}

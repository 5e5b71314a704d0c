package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.ManifestFile;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.skill.CommandResult.Outcome;
import ai.sympozium.cli.transcript.TranscriptMessage;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Checks packs without a cluster, and interprets results of a run. */
class SkillTestTest {
  private static final String PODS = "{apiGroups: [''], resources: [pods], verbs: [get, list]}";

  private static SkillPack pack(
      String rbac, String clusterRbac, String annotations, String markdown) {
    String yaml =
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: p, annotations: {%s}}
        spec:
          skills:
          - name: doc
            requires: {bins: [kubectl, helm]}
            content: |
              %s
          sidecar: {image: i, rbac: [%s], clusterRBAC: [%s]}
        """
            .formatted(annotations, markdown.replace("\n", "\n      "), rbac, clusterRbac);
    return ManifestFile.convert(
        ManifestFile.parse(yaml, "p.yaml", "a SkillPack"), SkillPack.class, "p.yaml");
  }

  private static SkillTestResult check(String rbac, String clusterRbac, String markdown) {
    return SkillTest.check(pack(rbac, clusterRbac, "", markdown), Map.of());
  }

  private static List<String> unused(SkillTestResult result) {
    return result.unusedPermissions().stream()
        .map(permission -> permission.field() + " " + permission.describe())
        .toList();
  }

  @Test
  void shouldPassWhenEachPermissionIsUsedAndEachRequestAllowed() {
    SkillTestResult result = check(PODS, "", "`kubectl get pods`, `kubectl get pod NAME`");

    assertThat(result.passed()).isTrue();
    assertThat(result.permissions())
        .extracting(PermissionResult::usedBy)
        .containsExactly(List.of("doc.md:1"), List.of("doc.md:1"));
  }

  @Test
  void shouldNameRuleWhenPermissionIsMissing() {
    SkillTestResult result = check("", "", "`kubectl delete pod NAME` and `kubectl get pods -A`");

    assertThat(result.failedCommands())
        .extracting(CommandResult::outcome, CommandResult::message)
        .satisfiesExactly(
            first ->
                assertThat(first.toList().toString())
                    .contains(
                        "MISSING_PERMISSION",
                        "Add to spec.sidecar.rbac: {apiGroups: [\"\"], resources: [pods], verbs:"
                            + " [delete]}"),
            second -> assertThat(second.toList().toString()).contains("spec.sidecar.clusterRBAC"));
  }

  @Test
  void shouldListUnusedPermissionsOnly() {
    SkillTestResult result = check(PODS, PODS, "`kubectl get pods -A`");

    assertThat(unused(result))
        .containsExactly(
            "spec.sidecar.rbac get pods",
            "spec.sidecar.rbac list pods",
            "spec.sidecar.clusterRBAC get pods");
    assertThat(result.failedCommands()).isEmpty();
  }

  @Test
  void shouldCountBothScopesWhenNamespaceIsPlaceholderOrVariable() {
    String list = "{apiGroups: [''], resources: [pods], verbs: [list]}";

    assertThat(check(list, list, "`kubectl get pods -n NAMESPACE`").passed()).isTrue();
    assertThat(check(list, list, "`kubectl get pods -n \"$ns\"`").passed()).isTrue();
    assertThat(check(list, "", "`kubectl get pods -n NAMESPACE`").passed()).isTrue();
    assertThat(check("", list, "`kubectl get pods -n NAMESPACE`").passed()).isTrue();
  }

  @Test
  void shouldNotFailForPermissionsThatNoCommandShows() {
    SkillTestResult result =
        check("{apiGroups: [''], resources: [serviceaccounts], verbs: [use]}", "", "nothing");

    assertThat(result.passed()).isTrue();
    assertThat(result.permissions())
        .extracting(PermissionResult::use)
        .containsExactly(PermissionResult.Use.UNOBSERVABLE);
  }

  @Test
  void shouldKnowRequestsOfProgramsFromAnnotation() {
    String secrets = "{apiGroups: [''], resources: [secrets], verbs: [list]}";
    String annotation = "sympozium.ai/program-requests: 'helm list: kubectl get secrets'";

    assertThat(SkillTest.check(pack(secrets, "", annotation, "`helm list -a`"), Map.of()).passed())
        .isTrue();
    assertThat(
            SkillTest.check(pack(secrets, "", annotation, "`helm history x`"), Map.of()).passed())
        .isFalse();
    assertThatThrownBy(() ->
            SkillTest.check(
                pack("", "", "sympozium.ai/program-requests: x", "`helm list`"), Map.of()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("\"x\" is not PROGRAM: KUBECTL COMMAND");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "`kubectl get pods \"x` # SYNTAX_ERROR # without",
        "`kubectl version ; ; ls` # SYNTAX_ERROR # syntax error",
        "`kubectl version | yq .` # UNDECLARED_PROGRAM # yq: add it to requires.bins",
        "`kubectl version BUCKET` # NO_VALUE # --set BUCKET=VALUE",
        "`kubectl version | sort | head` # OK # ''",
        "`kubectl options -l ${SKILL_SELECTOR} -o name` # OK # ''",
        "`kubectl version | head -$((lines + 1))` # OK # ''",
        "`kubectl version && timeout -k 5 30 terraform plan` # UNDECLARED_PROGRAM # terraform: add",
        "`kubectl version | xargs -n 1 sudo -u me env A=b oc get` # UNDECLARED_PROGRAM # sudo, oc: add",
        "`kubectl version | xargs -r time nice -n 5 nohup yq .` # UNDECLARED_PROGRAM # yq: add",
        "`kubectl version; timeout 5 sh -c 'x' && env` # OK # ''",
        "`kubectl version; f() { echo a; }; function g { f; }; g` # OK # ''",
      })
  void shouldFindProblemsOfCommands(String markdown, Outcome outcome, String message) {
    CommandResult command = check("", "", markdown).commands().getFirst();

    assertThat(command.outcome()).isEqualTo(outcome);
    assertThat(command.message()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0   | fine                                              | OK                 | ''",
        "1   | ''                                                | EXIT_CODE          | ''",
        "1   | STDERR:~Error from server (NotFound): x not found | EXIT_CODE          | NotFound",
        "127 | STDERR:~bash: line 1: yq: command not found       | MISSING_PROGRAM    | yq",
        "0   | STDERR:~sh: 1: yq: not found                      | MISSING_PROGRAM    | yq",
        "0   | sh: 1: yq: not found                              | OK                 | ''",
        "2   | STDERR:~bash: -c: line 2: syntax error near `;'   | SYNTAX_ERROR       | near",
        "1   | STDERR:~error: unknown flag: --al                 | USAGE_ERROR        | --al",
        "0   | STDERR:~error: unknown flag: --al                 | USAGE_ERROR        | --al",
        "0   | out~STDERR:~Error: unknown command \"x\" for \"helm\" | USAGE_ERROR  | helm",
        "0   | STDERR:~grep: unrecognized option '--x'           | USAGE_ERROR        | --x",
        "0   | STDERR:~a log with error: unknown flag: --al      | OK                 | ''",
        "0   | error: unknown flag: --al                         | OK                 | ''",
        "1   | STDERR:~Error from server (Forbidden): pods is forbidden: User \"u\" cannot list"
            + " resource \"pods\" in API group \"\" in the namespace \"d\" | MISSING_PERMISSION |"
            + " spec.sidecar.rbac: {apiGroups: [\"\"], resources: [pods], verbs: [list]}",
        "143 | [timed out: the command was stopped]              | TIMEOUT            | finish",
      })
  void shouldInterpretExecutedCommand(int exit, String output, Outcome outcome, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("role", "tool")
        .put("content", output.replace("~", "\n") + "\n[exit code " + exit + "]");
    json.putObject("_meta").put("exitCode", exit).put("durationMs", 12);
    CommandResult checked =
        CommandResult.of(new DocumentedCommand("doc", 1, "x y"), "x y", Outcome.OK, "");

    CommandResult result =
        ExecutedResult.of(
            checked, new TranscriptMessage(json, JsonNodeFactory.instance.objectNode()));

    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.exitCode()).isEqualTo(exit);
    assertThat(result.durationMillis()).isEqualTo(12);
    assertThat(result.message()).contains(message);
    assertThat(result.message().isEmpty()).isEqualTo(message.isEmpty());
  }

  @Test
  void shouldNoteBlockWithCommandsThatIsNotTested() {
    String blocks =
        "```Bash\nkubectl version\n```\n```zshell\n\n$ kubectl version\n```\n```yaml\na: b\n```";

    SkillTestResult result = check("", "", blocks);

    assertThat(result.commands()).hasSize(1);
    assertThat(result.notes())
        .containsExactly(
            "doc.md:4: commands of the block \"zshell\" are not tested. Mark it with sh or console.");
  }

  @Test
  void shouldNotRunWhenToolReportsNoExitCode() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("role", "tool")
        .put("content", "SkillNotReady: x")
        .putObject("_meta")
        .put("error", "e");

    assertThat(
            ExecutedResult.of(
                    CommandResult.of(new DocumentedCommand("d", 1, "x y"), "x y", Outcome.OK, ""),
                    new TranscriptMessage(json, JsonNodeFactory.instance.objectNode()))
                .outcome())
        .isEqualTo(Outcome.NOT_RUN);
  }

  @Test
  void shouldWriteValidXmlWhenTextsAreHostile() throws Exception {
    String hostile = "a\u0000\u001b[31m\u0008\uFFFE\uD800 <&]]>\"' \u202e";
    CommandResult command =
        CommandResult.of(
            new DocumentedCommand("doc", 1, hostile), hostile, Outcome.SYNTAX_ERROR, hostile);
    SkillTestResult result =
        new SkillTestResult(
            "p", null, List.of(command), check(PODS, "", "none").permissions(), List.of());

    String xml = JUnitReport.xml(result);

    Document document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    assertThat(document.getDocumentElement().getAttribute("failures")).isEqualTo("3");
    assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(3);
    assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(3);
    assertThat(xml.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    assertThat(xml).doesNotContain("\u202e");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldPassWhenPackIsNew(boolean stock) {
    Map<String, String> files =
        stock ? PackTemplate.stock("my-pack", "debian:12") : PackTemplate.built("my-pack", "i:1");
    SkillPack pack =
        ManifestFile.convert(
            ManifestFile.parse(files.getOrDefault("skillpack.yaml", ""), "f", "a SkillPack"),
            SkillPack.class,
            "f");

    SkillTestResult result = SkillTest.check(pack, Map.of());

    assertThat(result.commands()).hasSize(2);
    assertThat(result.passed()).as("%s", result).isTrue();
    assertThat(files.get("README.md")).contains("sh test.sh my-pack-test");
    assertThat(files.containsKey("Containerfile")).isNotEqualTo(stock);
  }
}

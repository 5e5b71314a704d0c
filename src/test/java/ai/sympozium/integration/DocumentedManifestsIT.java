package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.SkillPack;
import ai.sympozium.docs.Example;
import ai.sympozium.docs.Example.Kind;
import ai.sympozium.docs.PackPage;
import ai.sympozium.integration.UserShell.Answer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applies the manifests of the documents, and runs their commands, as a user does. */
@ControlPlaneTest
class DocumentedManifestsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @RegisterExtension private final UserNamespace user = new UserNamespace("documents");

  @AfterEach
  void deleteObjectsOfReadme() {
    TestCluster.deleteNamespace("demo");
    TestCluster.ADMIN
        .rbac()
        .roleBindings()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName("sre-team-packs")
        .delete();
  }

  static Stream<Path> documents() {
    return Example.DOCUMENTS.stream();
  }

  private static List<Example> examples(Path document, Kind kind) {
    return Example.of(document).stream().filter(example -> example.kind() == kind).toList();
  }

  private List<SkillPack> packs() {
    return TestCluster.ADMIN.resources(SkillPack.class).inNamespace(user.name()).list().getItems();
  }

  private static Optional<Condition> ready(SkillPack pack) {
    return Optional.ofNullable(pack.getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst();
  }

  static Stream<Path> documentsWithManifests() {
    return documents().filter(document -> !examples(document, Kind.MANIFESTS).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("documentsWithManifests")
  void shouldAcceptManifestsAndMakePacksReady(Path document) {
    List<String> manifests = new ArrayList<>();
    examples(document, Kind.MANIFESTS).forEach(example -> manifests.add(example.text()));
    examples(document, Kind.RUN_FIELDS).forEach(example -> manifests.add(withFields(example)));

    Answer answer = user.apply(String.join("---\n", manifests));

    assertThat(answer.exit()).as(answer.output()).isZero();
    await("packs of " + document)
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(packs())
                .allSatisfy(pack ->
                    assertThat(ready(pack))
                        .hasValueSatisfying(condition ->
                            assertThat(condition.getStatus())
                                .as(condition.getMessage())
                                .isEqualTo("True"))));
  }

  static Stream<Path> documentsWithCommands() {
    return Stream.concat(
        Stream.of(
                "README.md",
                "docs/migration.md",
                "docs/schedules.md",
                "docs/skillpacks.md",
                "docs/tui.md")
            .map(Path::of),
        PackPage.ALL.stream().map(PackPage::path));
  }

  @ParameterizedTest
  @MethodSource("documentsWithCommands")
  void shouldRunCommandsOnDocumentedObjects(Path document) {
    for (Example example : examples(document, Kind.MANIFESTS)) {
      assertSucceeds(example, user.apply(example.text()));
    }
    Example.of(document).stream()
        .filter(example -> example.note().endsWith(".yaml"))
        .forEach(example -> user.shell().write(example.note(), example.text()));

    assertThat(examples(document, Kind.COMMANDS))
        .isNotEmpty()
        .allSatisfy(example -> assertSucceeds(example, user.shell().run(example.text())));
  }

  private static void assertSucceeds(Example example, Answer answer) {
    assertThat(answer.exit()).as("%s: %s", example, answer.output()).isZero();
  }

  @Test
  void shouldStartTerminalInterfaceAsDocumented() {
    TestCluster.transcript(user.name(), "fine", Transcript.answer("fine"));
    TestCluster.instance(user.name(), "bot", "fine");
    user.shell().run("kubectl config rename-context \"$(kubectl config current-context)\" dev");
    List<String> commands =
        examples(Path.of("docs/tui.md"), Kind.TERMINAL).stream()
            .flatMap(example -> example.text().lines())
            .toList();

    assertThat(commands)
        .hasSize(2)
        .allSatisfy(command -> {
          try (Tmux tmux = new Tmux(user.shell().inTerminal(command))) {
            if (command.contains(" -n demo ")) {
              tmux.await(" demo · dev", "[1 Instances]");
            } else {
              tmux.await(user.name() + " · dev", "▸bot");
            }
            tmux.keys("q");
            tmux.await("exit 0");
          }
        });
  }

  /** The control plane has no nodes, so the test reports a pod, and no port is forwarded. */
  @Test
  void shouldAttachWebEndpointAsDocumented() {
    TestCluster.instance(user.name(), "sre-bot", "fine");
    List<Example> examples =
        Example.of(Path.of("docs/web-endpoint.md")).stream()
            .filter(example -> example.note().equals("cluster"))
            .toList();
    assertThat(examples).hasSize(4);

    try (var thread = Executors.newSingleThreadExecutor()) {
      var unused = thread.submit(() -> reportPod("sre-bot-web-endpoint"));
      assertSucceeds(examples.getFirst(), user.shell().run(examples.getFirst().text()));
    }

    String script = examples.get(1).text() + "[ ${#API_KEY} -ge 16 ]";
    assertSucceeds(examples.get(1), user.shell().run(script));
    for (Example example : examples.subList(2, examples.size())) {
      assertSucceeds(example, user.shell().run(example.text()));
    }
  }

  private void reportPod(String deployment) {
    var found =
        TestCluster.ADMIN.apps().deployments().inNamespace(user.name()).withName(deployment);
    await("Deployment " + deployment).atMost(TIMEOUT).until(() -> found.get() != null);
    found
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"replicas\":1,\"readyReplicas\":1,\"availableReplicas\":1}}");
  }

  /** An instance and a run with these fields. kubectl rejects fields that do not exist. */
  private static String withFields(Example example) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: SympoziumInstance
    metadata: {name: fields-%1$d}
    spec:
      agents:
        default:
          model: m
    %2$s
    ---
    apiVersion: sympozium.ai/v1alpha1
    kind: AgentRun
    metadata: {name: fields-%1$d}
    spec:
      instanceRef: fields-%1$d
      task: t
    %3$s
    """
        .formatted(
            example.line(), example.text().indent(6).stripTrailing(), example.text().indent(2));
  }

  static Stream<Example> brokenPacks() {
    return documents().flatMap(document -> examples(document, Kind.BROKEN_PACK).stream());
  }

  @ParameterizedTest
  @MethodSource("brokenPacks")
  void shouldShowTheDocumentedMessage(Example broken) {
    List<Example> all = Example.of(broken.document());
    String expected = oneLine(all.get(all.indexOf(broken) + 1).text());

    Answer answer = user.apply(broken.text());

    String message = answer.exit() == 0 ? awaitNotReady() : answer.output();
    assertThat(oneLine(message)).contains(expected);
  }

  private String awaitNotReady() {
    return await("pack that is not ready")
        .atMost(TIMEOUT)
        .until(
            () ->
                packs().stream()
                    .flatMap(pack -> ready(pack).stream())
                    .filter(condition -> condition.getStatus().equals("False"))
                    .map(Condition::getMessage)
                    .collect(Collectors.joining()),
            message -> !message.isEmpty());
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.SkillPack;
import ai.sympozium.docs.Example;
import ai.sympozium.docs.Example.Kind;
import ai.sympozium.docs.PackPage;
import ai.sympozium.integration.UserShell.Answer;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applies the manifests of the documents as a user does. */
@ControlPlaneTest
class DocumentedManifestsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path folder;
  private String namespace = "";
  private UserShell shell;

  @BeforeEach
  void createNamespace() {
    namespace = TestCluster.namespace("documents");
    shell = new UserShell(folder, namespace);
  }

  @AfterEach
  void deleteNamespace() {
    TestCluster.deleteNamespace(namespace);
  }

  static Stream<Path> documents() {
    return Example.DOCUMENTS.stream();
  }

  private static List<Example> examples(Path document, Kind kind) {
    return Example.of(document).stream().filter(example -> example.kind() == kind).toList();
  }

  private Answer apply(String manifests) {
    shell.write("manifests.yaml", manifests);
    return shell.run("kubectl apply -f manifests.yaml");
  }

  private List<SkillPack> packs() {
    return TestCluster.ADMIN.resources(SkillPack.class).inNamespace(namespace).list().getItems();
  }

  private static Optional<Condition> ready(SkillPack pack) {
    return Optional.ofNullable(pack.getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldAcceptManifestsAndMakePacksReady(Path document) {
    List<String> manifests = new ArrayList<>();
    examples(document, Kind.MANIFESTS).forEach(example -> manifests.add(example.text()));
    examples(document, Kind.RUN_FIELDS).forEach(example -> manifests.add(withFields(example)));

    Answer answer = apply(String.join("---\n", manifests));

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
        Stream.of(Path.of("docs/schedules.md")), PackPage.ALL.stream().map(PackPage::path));
  }

  @ParameterizedTest
  @MethodSource("documentsWithCommands")
  void shouldRunCommandsOnDocumentedObjects(Path document) {
    examples(document, Kind.MANIFESTS)
        .forEach(example -> {
          Answer applied = apply(example.text());
          assertThat(applied.exit()).as(applied.output()).isZero();
        });

    assertThat(examples(document, Kind.COMMANDS))
        .isNotEmpty()
        .allSatisfy(example -> {
          Answer answer = shell.run(example.text());
          assertThat(answer.exit()).as("%s: %s", example, answer.output()).isZero();
        });
  }

  static List<PackPage> packPages() {
    return PackPage.ALL;
  }

  @ParameterizedTest
  @MethodSource("packPages")
  void shouldExecuteCommandsOfPackPage(PackPage page) {
    examples(page.path(), Kind.MANIFESTS).forEach(example -> apply(example.text()));

    assertThat(examples(page.path(), Kind.COMMANDS))
        .isNotEmpty()
        .allSatisfy(example -> {
          Answer answer = shell.run(example.text());
          assertThat(answer.exit()).as("%s: %s", example, answer.output()).isZero();
        });
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

    Answer answer = apply(broken.text());

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

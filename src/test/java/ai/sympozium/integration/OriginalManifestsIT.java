package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.integration.UserShell.Answer;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Applies manifests with the fields of the original as a user does. */
@ControlPlaneTest
class OriginalManifestsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Path ORIGINAL =
      Path.of("src/test/resources/golden/cli/migrate/original.yaml");

  @RegisterExtension private final UserNamespace user = new UserNamespace("original");

  private static String instance(String agent, String... fields) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: SympoziumInstance
    metadata: {name: shaped}
    spec: {agents: {default: {model: m, %s}}, %s}
    """
        .formatted(agent, String.join(", ", fields));
  }

  private static String run(String fields) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: AgentRun
    metadata: {name: shaped}
    spec: {%s}
    """
        .formatted(fields);
  }

  private static String pack(String sidecar, String... fields) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: SkillPack
    metadata: {name: shaped}
    spec: {sidecar: {image: i, %s}, %s}
    """
        .formatted(sidecar, String.join(", ", fields));
  }

  private static String schedule(String fields) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: SympoziumSchedule
    metadata: {name: shaped}
    spec: {instanceRef: shaped, schedule: "@daily", task: t, type: heartbeat, %s}
    """
        .formatted(fields);
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of(
            instance(
                "env: [{name: A, value: b}], sandbox: {enabled: false, image: i},"
                    + " agentSandbox: {enabled: false, warmPool: {size: 2}},"
                    + " subagents: {maxDepth: 2, maxChildrenPerAgent: 1}",
                "memory: {enabled: true, autoStore: true, maxSizeKB: 256, systemPrompt: p}",
                "observability: {enabled: true, otlpEndpoint: 'o:4317', headers: {a: b}}",
                "skills: [{skillPackRef: a}, {configMapRef: b}, {configMapRef: c}]",
                "mcpServers: []"),
            List.of(
                "spec.memory.enabled",
                "spec.memory.autoStore",
                "spec.memory.maxSizeKB",
                "spec.agents.default.sandbox",
                "spec.agents.default.agentSandbox",
                "spec.agents.default.subagents",
                "spec.observability")),
        Arguments.of(instance("env: {A: b}"), List.of()),
        Arguments.of(
            run(
                "agentRef: shaped, task: t, mode: task, sandbox: {enabled: false},"
                    + " agentSandbox: {enabled: false}, env: {A: b}, toolPolicy: {deny: [x]},"
                    + " parent: {runName: p, sessionKey: 's:0', spawnDepth: 1},"
                    + " skills: [{configMapRef: texts}],"
                    + " model: {model: m, authSecretRef: '', thinking: low, nodeSelector: {a: b}}"),
            List.of("spec.sandbox", "spec.agentSandbox")),
        Arguments.of(run("instanceRef: shaped, agentRef: shaped, task: t"), List.of()),
        Arguments.of(
            pack(
                "imagePullPolicy: Never, requiresServer: true, hostAccess: {enabled: false},"
                    + " ports: [{name: http, containerPort: 8080, protocol: TCP}],"
                    + " env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}],"
                    + " volumes: [{name: a, emptyDir: {}}, {name: b, configMap: {name: c}},"
                    + " {name: c, secret: {secretName: s}}, {name: d, csi: {driver: d}},"
                    + " {name: e, image: {reference: i}}, {name: f, downwardAPI: {items: []}},"
                    + " {name: g, persistentVolumeClaim: {claimName: c}}],"
                    + " volumeMounts: [{name: a, mountPath: /a}]",
                "runtimeRequirements: {minMemory: 64Mi, sandbox: true}"),
            List.of("spec.runtimeRequirements", "spec.sidecar.ports")),
        Arguments.of(schedule("includeMemory: true"), List.of("spec.includeMemory")),
        Arguments.of(schedule("suspend: true"), List.of()));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void shouldAcceptFieldsAndWarnAboutThoseWithoutEffect(String manifest, List<String> warned) {
    Answer answer = user.apply(manifest, "--dry-run=server");

    assertThat(answer.exit()).as(answer.output()).isZero();
    assertThat(answer.output().lines().filter(line -> line.startsWith("Warning: ")))
        .hasSize(warned.size())
        .allMatch(line -> warned.stream().anyMatch(field -> line.contains(": " + field + ": ")));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(instance("", "policyRef: strict"), "spec.policyRef", "Remove policyRef"),
        Arguments.of(
            instance("", "mcpServers: [{name: a, url: u, toolsPrefix: p}]"),
            "spec.mcpServers",
            "Remove mcpServers"),
        Arguments.of(
            instance("lifecycle: {preRun: [{name: a, image: i}]}"),
            "spec.agents.default.lifecycle",
            "Remove lifecycle"),
        Arguments.of(
            instance("sandbox: {enabled: true}"),
            "spec.agents.default.sandbox.enabled",
            "Set enabled to false"),
        Arguments.of(
            instance("agentSandbox: {enabled: true}"),
            "spec.agents.default.agentSandbox.enabled",
            "Set enabled to false"),
        Arguments.of(
            instance("", "channels: [{type: telegram}]"), "spec.channels[0].type", "Use webhook"),
        Arguments.of(
            instance("", "skills: [{skillPackRef: a, configMapRef: b}]"),
            "spec.skills[0]",
            "Set either skillPackRef or configMapRef"),
        Arguments.of(instance("", "skills: [{}]"), "spec.skills[0]", "Set either"),
        Arguments.of(
            instance("", "skills: [{configMapRef: b, params: {a: b}}]"),
            "spec.skills[0].params",
            "Remove params"),
        Arguments.of(instance("env: text"), "spec.agents.default.env", "neither a map nor a list"),
        Arguments.of(
            instance("env: [{name: A, value: b}, {name: A, value: c}]"),
            "spec.agents.default.env",
            "The variable A has two values. Remove one."),
        Arguments.of(run("task: t"), "spec.instanceRef", "Set instanceRef"),
        Arguments.of(
            run("instanceRef: a, agentRef: b, task: t"), "spec.instanceRef", "Set instanceRef"),
        Arguments.of(run("agentRef: a, task: t, mode: server"), "spec.mode", "Set mode to task"),
        Arguments.of(
            run("agentRef: a, task: t, lifecycle: {postRun: []}"),
            "spec.lifecycle",
            "Remove lifecycle"),
        Arguments.of(
            run("agentRef: a, task: t, sandbox: {enabled: true}"),
            "spec.sandbox.enabled",
            "Set enabled to false"),
        Arguments.of(
            run("agentRef: a, task: t, agentSandbox: {enabled: true, runtimeClass: kata}"),
            "spec.agentSandbox.enabled",
            "Set enabled to false"),
        Arguments.of(
            run("agentRef: a, task: {mode: tool, tool: read_file}"),
            "spec.task",
            "must be of type string"),
        Arguments.of(
            instance("env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]"),
            "spec.agents.default.env",
            "another field than name and value"),
        Arguments.of(pack("volumes: [{name: a}]"), "spec.sidecar.volumes[0]", "Use one of these"),
        Arguments.of(
            pack("volumes: [{name: a, emptyDir: {}, secret: {secretName: s}}]"),
            "spec.sidecar.volumes[0]",
            "Use one of these"),
        Arguments.of(
            pack("volumes: [{name: a, hostPath: {path: /}}]"),
            "spec.sidecar.volumes[0].hostPath",
            "unknown field"),
        Arguments.of(
            pack("env: [{name: A, value: b, valueFrom: {secretKeyRef: {name: s, key: k}}}]"),
            "spec.sidecar.env[0].valueFrom",
            "Remove either"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuseFieldWithSentence(String manifest, String field, String fix) {
    Answer answer = user.apply(manifest, "--dry-run=server");

    assertThat(answer.exit()).as(answer.output()).isNotZero();
    assertThat(answer.output()).contains(field).contains(fix);
  }

  @Test
  void shouldApplyConvertedManifestsWithoutWarning() throws IOException {
    user.shell().write("original.yaml", Files.readString(ORIGINAL));

    Answer answer =
        user.shell()
            .run(
                "kubectl sympozium migrate -f original.yaml -o yaml 2>removed.txt"
                    + " | kubectl apply --dry-run=server -f -");

    assertThat(answer.exit()).as(answer.output()).isZero();
    assertThat(answer.output())
        .contains("sympoziuminstance.sympozium.ai/newest created", "configmap/house-texts created")
        .doesNotContain("Warning");
  }

  @Test
  void shouldReportFieldsWithoutEffectInCondition() {
    Answer answer =
        user.apply(
            instance("subagents: {maxDepth: 1}", "memory: {enabled: true}")
                + "---\n"
                + pack("ports: [{containerPort: 80}]")
                + "---\n"
                + schedule("includeMemory: true"));

    assertThat(answer.exit()).as(answer.output()).isZero();
    await("conditions")
        .atMost(TIMEOUT)
        .untilAsserted(() -> {
          assertThat(
                  ignored(
                      instance().getStatus() == null
                          ? List.of()
                          : instance().getStatus().conditions()))
              .startsWith("spec.memory.enabled, spec.agents.default.subagents: ");
          assertThat(
                  ignored(pack().getStatus() == null ? List.of() : pack().getStatus().conditions()))
              .startsWith("spec.sidecar.ports: ");
          assertThat(
                  ignored(
                      schedule().getStatus() == null
                          ? List.of()
                          : schedule().getStatus().conditions()))
              .startsWith("spec.includeMemory: ");
        });
  }

  private SympoziumInstance instance() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(user.name())
        .withName("shaped")
        .require();
  }

  private SkillPack pack() {
    return TestCluster.ADMIN
        .resources(SkillPack.class)
        .inNamespace(user.name())
        .withName("shaped")
        .require();
  }

  private SympoziumSchedule schedule() {
    return TestCluster.ADMIN
        .resources(SympoziumSchedule.class)
        .inNamespace(user.name())
        .withName("shaped")
        .require();
  }

  private static String ignored(List<Condition> conditions) {
    return conditions.stream()
        .filter(condition -> condition.getType().equals("FieldsInEffect"))
        .map(Condition::getMessage)
        .findFirst()
        .orElse("");
  }

  @Test
  void shouldStartRunThatNamesItsInstanceAgentRef() {
    TestCluster.transcript(user.name(), "tape", Transcript.answer("fine"));
    Answer answer =
        user.apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: house-texts}
            data: {rules.md: "# Rules", other: ignored}
            ---
            apiVersion: sympozium.ai/v1alpha1
            kind: SympoziumInstance
            metadata: {name: shaped}
            spec:
              agents: {default: {provider: replay, model: tape}}
              skills: [{configMapRef: house-texts}]
            ---
            apiVersion: sympozium.ai/v1alpha1
            kind: AgentRun
            metadata: {name: shaped}
            spec:
              agentRef: shaped
              task: t
              parent: {runName: earlier, sessionKey: "chat:1", spawnDepth: 1}
            """);

    assertThat(answer.exit()).as(answer.output()).isZero();
    assertThat(TestCluster.awaitFinal(user.name(), "shaped").phase())
        .isEqualTo(AgentRunPhase.SUCCEEDED);
    assertThat(TestCluster.get(user.name(), "shaped").getMetadata().getLabels())
        .containsEntry("sympozium.ai/parent-run", "earlier")
        .containsEntry("sympozium.ai/parent-session", "chat-1")
        .containsEntry("sympozium.ai/spawn-depth", "1");
    assertThat(user.shell().run("kubectl get agentruns").output())
        .containsPattern("shaped +shaped +");
  }
}

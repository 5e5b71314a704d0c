package ai.sympozium.operator.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Classifies each text of each kind. A field that names an object, which a run then reads or uses
 * for the author, needs a test that the author is checked. A new field fails until it is here.
 */
class NamedObjectsTest {
  private static final Path CRDS = Path.of("helm/sympozium/crds");
  private static final Path TESTS = Path.of("src/test/java/ai/sympozium/integration");
  private static final String KEYS = "ModelKeyAuthorizationIT.";
  private static final String TEXTS =
      "PackUseAuthorizationIT.shouldRejectRunAndInstanceWhenAuthorMayNotReadTexts";
  private static final String VOLUMES =
      "SkillPackAdmissionIT.shouldRejectPackWhenAuthorMayNotReadWhatItsVolumesAndVariablesName";

  /** Fields that name a Secret, a ConfigMap or a pack, and the test of the check. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry(
              "agentruns spec.model.authSecretRef",
              KEYS + "shouldRejectRunWhenAuthorMayNotReadNamedSecret"),
          Map.entry(
              "agentruns spec.imagePullSecrets[].name",
              KEYS + "shouldRejectRunWhenAuthorMayNotReadPullSecret"),
          Map.entry(
              "agentruns spec.model.model", KEYS + "shouldRejectRunWhenAuthorMayNotReadTranscript"),
          Map.entry(
              "agentruns spec.skills[].skillPackRef",
              "PackUseAuthorizationIT.shouldRejectRunAndInstanceWhenAuthorMayNotUsePack"),
          Map.entry(
              "sympoziuminstances spec.authRefs[].secret",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadNamedSecret"),
          Map.entry(
              "sympoziuminstances spec.imagePullSecrets[].name",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadPullSecret"),
          Map.entry(
              "sympoziuminstances spec.agents.default.model",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadTranscript"),
          Map.entry(
              "sympoziuminstances spec.channels[].configRef.secret",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadSecretOfChannel"),
          Map.entry(
              "sympoziuminstances spec.skills[].skillPackRef",
              "PackUseAuthorizationIT.shouldRejectRunAndInstanceWhenAuthorMayNotUsePack"),
          Map.entry(
              "skillpacks spec.sidecar.secretRef",
              "SkillPackAdmissionIT.shouldRejectPackWhenAuthorMayNotReadItsSecret"),
          Map.entry("agentruns spec.skills[].configMapRef", TEXTS),
          Map.entry("sympoziuminstances spec.skills[].configMapRef", TEXTS),
          Map.entry("skillpacks spec.sidecar.env[].valueFrom.secretKeyRef.name", VOLUMES),
          Map.entry("skillpacks spec.sidecar.env[].valueFrom.configMapKeyRef.name", VOLUMES),
          Map.entry("skillpacks spec.sidecar.volumes[].secret.secretName", VOLUMES),
          Map.entry("skillpacks spec.sidecar.volumes[].configMap.name", VOLUMES),
          Map.entry("skillpacks spec.sidecar.volumes[].csi.nodePublishSecretRef.name", VOLUMES),
          Map.entry("skillpacks spec.sidecar.volumes[].csi.driver", VOLUMES),
          Map.entry("skillpacks spec.sidecar.volumes[].persistentVolumeClaim.claimName", VOLUMES),
          Map.entry(
              "sympoziuminstances spec.agents.default.tls.caCertConfigMapRef",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadAuthority"),
          Map.entry(
              "sympoziuminstances spec.agents.default.providerHeadersSecretRef",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadSecretOfHeaders"),
          Map.entry(
              "sympoziuminstances spec.skills[].params{}",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadSecretOfEndpoint"),
          Map.entry(
              "sympoziuminstances spec.endpoint.tlsSecretRef",
              KEYS + "shouldRejectInstanceWhenAuthorMayNotReadSecretOfEndpoint"));

  /**
   * Fields that name no object with contents of its own. An instance only lends what the author of
   * the instance was checked for.
   */
  private static final Set<String> OTHERS =
      Set.of(
          "agentruns spec.agentId",
          "agentruns spec.agentRef",
          "agentruns spec.mode",
          "agentruns spec.model.nodeSelector{}",
          "agentruns spec.parent.runName",
          "agentruns spec.parent.sessionKey",
          "skillpacks spec.sidecar.imagePullPolicy",
          "skillpacks spec.sidecar.env[].valueFrom.secretKeyRef.key",
          "skillpacks spec.sidecar.env[].valueFrom.configMapKeyRef.key",
          "skillpacks spec.sidecar.hostAccess.mounts[].hostPath",
          "skillpacks spec.sidecar.hostAccess.mounts[].mountPath",
          "skillpacks spec.sidecar.ports[].name",
          "skillpacks spec.sidecar.ports[].protocol",
          "skillpacks spec.sidecar.volumeMounts[].name",
          "skillpacks spec.sidecar.volumeMounts[].mountPath",
          "skillpacks spec.sidecar.volumeMounts[].subPath",
          "skillpacks spec.sidecar.volumes[].name",
          "skillpacks spec.sidecar.volumes[].emptyDir.medium",
          "skillpacks spec.sidecar.volumes[].emptyDir.sizeLimit",
          "skillpacks spec.sidecar.volumes[].secret.items[].key",
          "skillpacks spec.sidecar.volumes[].secret.items[].path",
          "skillpacks spec.sidecar.volumes[].configMap.items[].key",
          "skillpacks spec.sidecar.volumes[].configMap.items[].path",
          "skillpacks spec.sidecar.volumes[].downwardAPI.items[].path",
          "skillpacks spec.sidecar.volumes[].downwardAPI.items[].fieldRef.fieldPath",
          "skillpacks spec.sidecar.volumes[].csi.fsType",
          "skillpacks spec.sidecar.volumes[].csi.volumeAttributes{}",
          "skillpacks spec.sidecar.volumes[].image.reference",
          "skillpacks spec.sidecar.volumes[].image.pullPolicy",
          "sympoziuminstances spec.agents.default.env[].name",
          "sympoziuminstances spec.agents.default.env[].value",
          "agentruns spec.cleanup",
          "agentruns spec.conversation[].content",
          "agentruns spec.conversation[].role",
          "agentruns spec.env{}",
          // A tool of a pack that the run attaches anyway.
          "agentruns spec.toolCall.tool",
          "agentruns spec.toolPolicy.allow[]",
          "agentruns spec.toolPolicy.deny[]",
          "agentruns spec.instanceRef",
          "agentruns spec.model.baseURL",
          "agentruns spec.model.provider",
          "agentruns spec.model.thinking",
          "agentruns spec.sessionKey",
          "agentruns spec.skills[].params{}",
          "agentruns spec.systemPrompt",
          "agentruns spec.task",
          "agentruns spec.timeout",
          "channelmessages spec.channel",
          "channelmessages spec.chatId",
          "channelmessages spec.instanceRef",
          "channelmessages spec.text",
          "channelmessages spec.threadId",
          "skillpacks spec.category",
          "sympoziuminstances spec.agents.default.tls.caCertKey",
          "skillpacks spec.sidecar.tools[].subcommand",
          "skillpacks spec.sidecar.tools[].positionalArgs[]",
          "skillpacks spec.sidecar.tools[].name",
          "skillpacks spec.sidecar.tools[].inputMode",
          "skillpacks spec.sidecar.tools[].exec[]",
          "skillpacks spec.sidecar.tools[].description",
          "skillpacks spec.sidecar.executor",
          "skillpacks spec.sidecar.command[]",
          "skillpacks spec.sidecar.clusterRBAC[].apiGroups[]",
          "skillpacks spec.sidecar.clusterRBAC[].resourceNames[]",
          "skillpacks spec.sidecar.clusterRBAC[].resources[]",
          "skillpacks spec.sidecar.clusterRBAC[].verbs[]",
          "skillpacks spec.sidecar.env[].name",
          "skillpacks spec.sidecar.env[].value",
          "skillpacks spec.sidecar.image",
          "skillpacks spec.sidecar.rbac[].apiGroups[]",
          "skillpacks spec.sidecar.rbac[].resourceNames[]",
          "skillpacks spec.sidecar.rbac[].resources[]",
          "skillpacks spec.sidecar.rbac[].verbs[]",
          "skillpacks spec.sidecar.resources.cpu",
          "skillpacks spec.sidecar.resources.limits{}",
          "skillpacks spec.sidecar.resources.memory",
          "skillpacks spec.sidecar.resources.requests{}",
          "skillpacks spec.sidecar.secretMountPath",
          "skillpacks spec.sidecar.tmpSize",
          "skillpacks spec.skills[].content",
          "skillpacks spec.skills[].description",
          "skillpacks spec.skills[].name",
          "skillpacks spec.skills[].requires.bins[]",
          "skillpacks spec.skills[].requires.tools[]",
          "skillpacks spec.network",
          "skillpacks spec.source",
          "skillpacks spec.version",
          "sympoziumschedules spec.concurrencyPolicy",
          "sympoziumschedules spec.notify.channel",
          "sympoziumschedules spec.notify.chatId",
          "sympoziumschedules spec.notify.on[]",
          "sympoziumschedules spec.type",
          "sympoziumschedules spec.firstTick",
          "sympoziumschedules spec.instanceRef",
          "sympoziumschedules spec.schedule",
          "sympoziumschedules spec.task",
          "sympoziumschedules spec.timeZone",
          "sympoziumschedules spec.timeout",
          "sympoziuminstances spec.agents.default.baseURL",
          "sympoziuminstances spec.agents.default.env{}",
          "sympoziuminstances spec.agents.default.nodeSelector{}",
          "sympoziuminstances spec.agents.default.tmpSize",
          "sympoziuminstances spec.agents.default.toolPolicy.allow[]",
          "sympoziuminstances spec.agents.default.toolPolicy.deny[]",
          "sympoziuminstances spec.agents.default.provider",
          "sympoziuminstances spec.agents.default.providerHeaders{}",
          "sympoziuminstances spec.agents.default.runTimeout",
          "sympoziuminstances spec.agents.default.workspaceSize",
          "sympoziuminstances spec.agents.default.thinking",
          "sympoziuminstances spec.authRefs[].provider",
          "sympoziuminstances spec.channels[].accessControl.allowedChats[]",
          "sympoziuminstances spec.channels[].type",
          "sympoziuminstances spec.endpoint.gatewayRef.name",
          "sympoziuminstances spec.endpoint.gatewayRef.namespace",
          "sympoziuminstances spec.endpoint.gatewayRef.scheme",
          "sympoziuminstances spec.endpoint.gatewayRef.sectionName",
          "sympoziuminstances spec.endpoint.ingressClassName",
          "sympoziuminstances spec.endpoint.oauth.audience",
          "sympoziuminstances spec.endpoint.oauth.issuer",
          "sympoziuminstances spec.endpoint.oauth.requiredScopes[]",
          "sympoziuminstances spec.endpoint.tools[]",
          "sympoziuminstances spec.memory.systemPrompt");

  private static final List<String> UNREAD =
      List.of(
          "agentruns spec.agentSandbox.",
          "agentruns spec.sandbox.",
          "skillpacks spec.runtimeRequirements.",
          "sympoziuminstances spec.agents.default.agentSandbox.",
          "sympoziuminstances spec.agents.default.sandbox.",
          "sympoziuminstances spec.observability.",
          "sympoziuminstances spec.policyRef");

  @Test
  void shouldClassifyEachTextOfEachKind() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(CRDS)) {
      for (Path file : files.toList()) {
        CustomResourceDefinition definition =
            Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        JSONSchemaProps schema =
            definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        String kind = definition.getSpec().getNames().getPlural();
        collectTexts(
            kind + " spec", Objects.requireNonNull(schema.getProperties().get("spec")), found);
      }
    }
    found.removeIf(NamedObjectsTest::isUnread);

    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(NAMES.keySet(), OTHERS).flatMap(Set::stream).toList());
  }

  /** The operator reads neither fields without effect nor fields that are refused. */
  private static boolean isUnread(String field) {
    return UNREAD.stream().anyMatch(field::startsWith);
  }

  @Test
  void shouldHaveTestOfEachNamedObject() throws IOException {
    for (String test : NAMES.values()) {
      List<String> parts = List.of(test.split("\\.", -1));

      assertThat(TESTS.resolve(parts.getFirst() + ".java"))
          .content()
          .contains("void " + parts.getLast() + "(");
    }
  }

  private static void collectTexts(String path, JSONSchemaProps schema, Set<String> texts) {
    if ("string".equals(schema.getType())) {
      texts.add(path);
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach((name, field) -> collectTexts(path + "." + name, field, texts));
    }
    if (schema.getItems() != null) {
      collectTexts(path + "[]", schema.getItems().getSchema(), texts);
    }
    if (schema.getAdditionalProperties() != null) {
      collectTexts(path + "{}", schema.getAdditionalProperties().getSchema(), texts);
    }
  }
}

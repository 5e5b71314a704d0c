package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.FakeClusterReader;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests which places of a pod user input can reach. Each field carries its own mark, and a golden
 * file lists the places where marks occur. A new line in it is a security decision. {@code
 * -Dgolden.update=true} rewrites the file.
 */
class UserInputReachTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/run-pod-influence.txt");
  private static final Pattern MARK = Pattern.compile("zz-[a-z]+(-[a-z]+)*");

  private static final String INSTANCE =
      """
      agents:
        default:
          model: zz-instance-model
          provider: openai
          baseURL: https://zz-instance-url
          nodeSelector: {zz-node-key: zz-node-value}
          env: {ZZ_INSTANCE_ENV: zz-instance-env}
          toolPolicy: {deny: [zz-instance-deny]}
      memory: {systemPrompt: zz-instance-prompt}
      imagePullSecrets: [{name: zz-instance-pull-secret}]
      """;

  private static final String PACK =
      """
      category: zz-pack-category
      source: zz-pack-source
      version: zz-pack-version
      skills:
      - name: zz-text-name
        description: zz-text-description
        content: zz-text-content
        requires: {bins: [zz-text-bin], tools: [zz-text-tool]}
      sidecar:
        image: zz-image
        env:
        - {name: ZZ_ENV_NAME, value: zz-env-value}
        - {name: ZZ_ENV_SOURCE, valueFrom: {secretKeyRef: {name: zz-env-secret, key: zz-env-key}}}
        volumes:
        - {name: zz-volume-name, secret: {secretName: zz-volume-secret}}
        - {name: zz-other-volume, persistentVolumeClaim: {claimName: zz-volume-claim}}
        volumeMounts:
        - {name: zz-volume-name, mountPath: /zz-mount-path, subPath: zz-sub-path}
        - {name: zz-other-volume, mountPath: /zz-other-path}
        resources: {requests: {zz-resource-name: '1'}, limits: {zz-resource-name: '1'}}
        secretRef: zz-secret-name
        secretMountPath: /zz-secret-path
        rbac: [{apiGroups: [zz-rule-group], resources: [zz-rule-resource], verbs: [zz-rule-verb], resourceNames: [zz-rule-name]}]
        clusterRBAC: [{apiGroups: [zz-rule-group], resources: [zz-rule-resource], verbs: [zz-rule-verb]}]
      """;

  private static final String RUN =
      """
      instanceRef: zz-instance-name
      task: zz-task
      agentId: zz-agent-id
      sessionKey: zz-session-key
      systemPrompt: zz-run-prompt
      model: {model: zz-run-model, baseURL: 'https://zz-run-url', authSecretRef: zz-run-key-secret, nodeSelector: {zz-run-node-key: zz-run-node-value}}
      skills:
      - skillPackRef: zz-pack-name
        params: {zz-param-key: zz-param-value}
      - configMapRef: zz-texts
      imagePullSecrets: [{name: zz-run-pull-secret}]
      env: {ZZ_RUN_ENV: zz-run-env}
      toolPolicy: {allow: [zz-run-allow]}
      parent: {runName: zz-parent-run, sessionKey: zz-parent-session}
      """;

  @Test
  void shouldUseUserFieldsOnlyInListedPlaces() throws IOException {
    var cluster =
        new FakeClusterReader()
            .withInstanceNamed("zz-instance-name", INSTANCE)
            .withPack("demo", "zz-pack-name", PACK)
            .withText("zz-texts", "zz-text-key.md", "zz-text-of-map")
            .withCeiling("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}");
    RunPlan plan = cluster.plan(FakeClusterReader.runNamed("zz-run-name", RUN));
    var places = new TreeSet<String>();

    collect(places, "", new ObjectMapper().valueToTree(RunPodBuilderTest.pod(plan)));

    String found = String.join("\n", places) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, found);
    }
    assertThat(found).isEqualToNormalizingNewlines(Files.readString(GOLDEN));
  }

  private static void collect(Set<String> places, String path, JsonNode node) {
    if (node.isTextual()) {
      note(places, path, node.asText());
    }
    node.properties()
        .forEach(field -> {
          note(places, path + " key", field.getKey());
          collect(places, path + "." + mask(field.getKey()), field.getValue());
        });
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      String name = node.get(i).path("name").asText("");
      collect(places, path + "[" + mask(name) + "]", node.get(i));
    }
  }

  private static void note(Set<String> places, String path, String text) {
    MARK.matcher(text.toLowerCase(Locale.ROOT).replace('_', '-'))
        .results()
        .forEach(mark -> places.add(mark.group() + "  " + path.substring(1)));
  }

  private static String mask(String name) {
    return MARK.matcher(name.toLowerCase(Locale.ROOT).replace('_', '-')).find() ? "*" : name;
  }
}

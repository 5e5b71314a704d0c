package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.FakeClusterReader;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** Tests the pod of a run that calls a tool without a model. */
class ToolCallPodTest {
  private static final String PACK =
      """
      sidecar:
        image: example/%s:1
        rbac: [{apiGroups: [''], resources: [pods], verbs: [get]}]
        tools: [{name: scale, description: Scales., exec: [kubectl], inputMode: stdin,
          parameters: {type: object, properties: {name: {}}}}]
      """;

  private final FakeClusterReader cluster =
      new FakeClusterReader()
          .withInstance(
              "agents: {default: {model: zz-model, providerHeadersSecretRef: zz-headers,"
                  + " baseURL: 'https://zz-url', tls: {caCertConfigMapRef: zz-ca}}}",
              "authRefs: [{secret: zz-key}]",
              "skills: [{skillPackRef: k8s-ops}, {skillPackRef: other}, {configMapRef: zz-texts}]")
          .withPack("demo", "k8s-ops", PACK.formatted("k8s-ops"))
          .withPack("demo", "other", PACK.formatted("other"))
          .withCeiling("{apiGroups: [''], resources: [pods], verbs: [get]}");

  private Pod pod() {
    return RunPodBuilderTest.pod(
        cluster.plan(
            FakeClusterReader.run(
                "toolCall: {tool: k8s-ops/scale, arguments: {name: zz-argument}}")));
  }

  @Test
  void shouldMountNoCredentialOfTheModel() {
    assertThat(Serialization.asYaml(pod()))
        .doesNotContain(
            "zz-key",
            "zz-headers",
            "zz-ca",
            "zz-url",
            "zz-model",
            "API_KEY",
            "secretKeyRef",
            "secretName");
  }

  @Test
  void shouldContainTheSkillOfTheToolOnly() {
    assertThat(pod().getSpec().getInitContainers())
        .extracting(container -> container.getName())
        .containsExactly("install", "ipc-bridge", "skill-k8s-ops");
    assertThat(Serialization.asYaml(pod())).doesNotContain("other", "zz-texts");
  }

  @Test
  void shouldPassArgumentsByThePlanOnly() {
    assertThat(Serialization.asYaml(pod())).doesNotContain("zz-argument");
  }
}

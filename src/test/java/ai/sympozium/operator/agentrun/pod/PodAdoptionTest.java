package ai.sympozium.operator.agentrun.pod;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.FakeClusterReader;
import ai.sympozium.operator.runas.RunAsIds;
import io.fabric8.kubernetes.api.model.ContainerFluent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests that a pod is adopted after a crash only if the operator would create the same one. */
class PodAdoptionTest {
  private static final RunPodBuilder EXPECTED =
      new RunPodBuilder(
          new FakeClusterReader()
              .withInstance("agents: {default: {model: m}}", "authRefs: [{secret: key}]")
              .withPack(
                  "demo",
                  "tool",
                  "sidecar:",
                  "  image: i",
                  "  env: [{name: EMPTY, value: ''}, {name: NONE}]",
                  "  secretRef: s",
                  "  rbac: [{resources: [pods], verbs: [get]}]")
              .withCeiling("{resources: [pods], verbs: [get]}")
              .plan(run("skills: [{skillPackRef: tool, params: {a: ''}}]")),
          "registry.example/sympozium:1",
          "https://gateway.example",
          ContainerResources.NONE,
          new RunAsIds(1000, 1000));

  @Test
  void shouldMatchPodStoredByApiServer() {
    assertThat(PodAdoption.matches(stored().build(), stored().build())).isTrue();
  }

  @Test
  void shouldMatchPodWhenOnlyRuntimeFieldsChanged() {
    Pod later =
        stored()
            .editMetadata()
            .addToAnnotations("network", "assigned")
            .addToLabels("seen", "by-somebody")
            .endMetadata()
            .editSpec()
            .withNodeName("node")
            .addNewToleration()
            .withKey("node.kubernetes.io/not-ready")
            .endToleration()
            .addNewEphemeralContainer()
            .withName("debugger")
            .endEphemeralContainer()
            .endSpec()
            .build();

    assertThat(PodAdoption.matches(stored().build(), later)).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> shouldNotMatchPodWhenSpecDiffers() {
    Map<String, Function<PodBuilder, PodBuilder>> changes =
        Map.ofEntries(
            entry("another image of the agent", pod -> agent(pod, c -> c.withImage("evil"))),
            entry("another command", pod -> agent(pod, c -> c.withCommand("sh", "-c", "true"))),
            entry("arguments", pod -> agent(pod, c -> c.withArgs("x"))),
            entry("another variable", pod -> agent(pod, c -> c.addNewEnv().withName("A").endEnv())),
            entry(
                "another mount",
                pod ->
                    agent(
                        pod,
                        c ->
                            c.addNewVolumeMount()
                                .withName("api-tool")
                                .withMountPath("/a")
                                .endVolumeMount())),
            entry(
                "a privilege",
                pod ->
                    agent(
                        pod,
                        c -> c.editSecurityContext().withPrivileged(true).endSecurityContext())),
            entry(
                "a hook",
                pod ->
                    agent(
                        pod,
                        c ->
                            c.withNewLifecycle()
                                .withNewPostStart()
                                .withNewExec()
                                .withCommand("evil")
                                .endExec()
                                .endPostStart()
                                .endLifecycle())),
            entry(
                "another image of the skill",
                pod ->
                    pod.editSpec()
                        .editLastInitContainer()
                        .withImage("evil")
                        .endInitContainer()
                        .endSpec()),
            entry(
                "one container more",
                pod ->
                    pod.editSpec()
                        .addNewContainer()
                        .withName("evil")
                        .withImage("i")
                        .endContainer()
                        .endSpec()),
            entry(
                "one init container less",
                pod ->
                    pod.editSpec()
                        .removeMatchingFromInitContainers(c -> c.getName().equals("install"))
                        .endSpec()),
            entry(
                "one volume more",
                pod -> pod.editSpec().addNewVolume().withName("evil").endVolume().endSpec()),
            entry(
                "another volume of the same name",
                pod ->
                    pod.editSpec()
                        .editMatchingVolume(v -> v.getName().equals("run"))
                        .withProjected(null)
                        .withNewConfigMap()
                        .withName("evil")
                        .endConfigMap()
                        .endVolume()
                        .endSpec()),
            entry(
                "another account", pod -> pod.editSpec().withServiceAccountName("evil").endSpec()),
            entry(
                "processes shared",
                pod -> pod.editSpec().withShareProcessNamespace(true).endSpec()),
            entry("the host's network", pod -> pod.editSpec().withHostNetwork(true).endSpec()),
            entry(
                "another run's label",
                pod -> pod.editMetadata().addToLabels("sympozium.ai/run", "x").endMetadata()));
    return changes.entrySet().stream()
        .map(change ->
            DynamicTest.dynamicTest(
                change.getKey(),
                () ->
                    assertThat(
                            PodAdoption.matches(
                                stored().build(), change.getValue().apply(stored()).build()))
                        .isFalse()));
  }

  private static Map.Entry<String, Function<PodBuilder, PodBuilder>> entry(
      String name, Function<PodBuilder, PodBuilder> change) {
    return Map.entry(name, change);
  }

  private static PodBuilder agent(PodBuilder pod, Consumer<ContainerFluent<?>> change) {
    var agent = pod.editSpec().editFirstContainer();
    change.accept(agent);
    return agent.endContainer().endSpec();
  }

  /** Returns the expected pod with the defaults of the API server. */
  private static PodBuilder stored() {
    Pod pod = EXPECTED.build(Instant.EPOCH);
    RestrictedProfile.containers(pod.getSpec())
        .forEach(container -> {
          container.setTerminationMessagePath("/dev/termination-log");
          container.setTerminationMessagePolicy("File");
          container.getEnv().stream()
              .filter(e -> "".equals(e.getValue()))
              .forEach(e -> e.setValue(null));
        });
    pod.getSpec()
        .getVolumes()
        .forEach(volume -> {
          if (volume.getProjected() != null) {
            volume.getProjected().setDefaultMode(420);
          }
          if (volume.getSecret() != null) {
            volume.getSecret().setDefaultMode(420);
          }
        });
    return new PodBuilder(pod)
        .editMetadata()
        .withUid("pod-uid")
        .endMetadata()
        .editSpec()
        .withServiceAccountName("default")
        .withDnsPolicy("ClusterFirst")
        .withSchedulerName("default-scheduler")
        .endSpec()
        .withNewStatus()
        .withPhase("Pending")
        .endStatus();
  }
}

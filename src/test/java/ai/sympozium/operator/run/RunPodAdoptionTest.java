package ai.sympozium.operator.run;

import static ai.sympozium.operator.run.KnownWorld.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerFluent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** After a crash a pod of our name is taken for ours only if it is what we would make. */
class RunPodAdoptionTest {
  private static final RunPod OURS =
      new RunPod(
          new KnownWorld()
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
          "https://gateway.example");

  @Test
  void whatTheApiServerMadeOfOursIsOurs() {
    assertThat(OURS.isSame(stored().build())).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> whatIsNotLikeOursIsNot() {
    Map<String, Function<PodBuilder, PodBuilder>> changes =
        Map.of(
            "another image of the agent", pod -> agent(pod, c -> c.withImage("evil")),
            "another command", pod -> agent(pod, c -> c.withCommand("sh", "-c", "true")),
            "arguments", pod -> agent(pod, c -> c.withArgs("x")),
            "another variable", pod -> agent(pod, c -> c.addNewEnv().withName("A").endEnv()),
            "another mount",
                pod ->
                    agent(
                        pod,
                        c ->
                            c.addNewVolumeMount()
                                .withName("api-tool")
                                .withMountPath("/a")
                                .endVolumeMount()),
            "another image of the skill",
                pod ->
                    pod.editSpec()
                        .editLastInitContainer()
                        .withImage("evil")
                        .endInitContainer()
                        .endSpec(),
            "one container more",
                pod ->
                    pod.editSpec()
                        .addNewContainer()
                        .withName("evil")
                        .withImage("i")
                        .endContainer()
                        .endSpec(),
            "one init container less",
                pod ->
                    pod.editSpec()
                        .removeMatchingFromInitContainers(c -> c.getName().equals("install"))
                        .endSpec(),
            "another volume",
                pod -> pod.editSpec().addNewVolume().withName("evil").endVolume().endSpec());
    return changes.entrySet().stream()
        .map(change ->
            DynamicTest.dynamicTest(
                change.getKey(),
                () ->
                    assertThat(OURS.isSame(change.getValue().apply(stored()).build())).isFalse()));
  }

  private static PodBuilder agent(PodBuilder pod, Consumer<ContainerFluent<?>> change) {
    var agent = pod.editSpec().editFirstContainer();
    change.accept(agent);
    return agent.endContainer().endSpec();
  }

  /** Our pod with what the API server adds by itself and without what it leaves out. */
  private static PodBuilder stored() {
    Pod pod = OURS.build();
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

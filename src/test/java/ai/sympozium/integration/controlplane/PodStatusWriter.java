package ai.sympozium.integration.controlplane;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Binds one pod to the node and writes its status, as the scheduler and the kubelet do. */
record PodStatusWriter(KubernetesClient client, Pod pod) {
  void bind() {
    String path =
        "/api/v1/namespaces/%s/pods/%s/binding"
            .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    Map<String, Object> binding =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            Map.of("name", pod.getMetadata().getName(), "uid", pod.getMetadata().getUid()),
            "target",
            new ObjectReferenceBuilder().withKind("Node").withName(FakeKubelet.NODE).build());
    client.raw(path, "POST", binding);
  }

  /** Writes the pod's phase and the state of each of its containers. */
  void write(String phase, Function<Container, ContainerState> states) {
    Pod change =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid()) // a precondition
            .endMetadata()
            .withStatus(
                new PodStatusBuilder()
                    .withPhase(phase)
                    .withStartTime(pod.getMetadata().getCreationTimestamp())
                    .withInitContainerStatuses(statuses(pod.getSpec().getInitContainers(), states))
                    .withContainerStatuses(statuses(pod.getSpec().getContainers(), states))
                    .build())
            .build();
    client
        .resource(change)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), change);
  }

  /** Removes the pod, unless another pod has its name. */
  void remove() {
    client.resource(pod).withGracePeriod(0).delete();
  }

  static ContainerState running() {
    return new ContainerStateBuilder().withNewRunning(now()).build();
  }

  static ContainerState terminated(int exitCode, String message) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(exitCode)
        .withReason(exitCode == 0 ? "Completed" : "Error")
        .withMessage(message)
        .withFinishedAt(now())
        .endTerminated()
        .build();
  }

  private static List<ContainerStatus> statuses(
      List<Container> containers, Function<Container, ContainerState> states) {
    return containers.stream()
        .map(container -> {
          ContainerState state = states.apply(container);
          boolean runs = state.getRunning() != null;
          return new ContainerStatusBuilder()
              .withName(container.getName())
              .withImage(container.getImage())
              .withImageID(container.getImage())
              .withReady(runs)
              .withStarted(runs)
              .withRestartCount(0)
              .withState(state)
              .build();
        })
        .toList();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

package ai.sympozium.uninstall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stops an operator in states of the cluster that change from one poll to the next. */
class OperatorShutdownTest {
  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final List<String> actions = new ArrayList<>();

  /** The runs that are live at each poll; the last list remains. */
  private final Deque<List<String>> polls = new ArrayDeque<>();

  private int replicas = 1;
  private Instant now = Instant.EPOCH;

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void shouldStopOperatorAfterLiveRunsAreGone() throws InterruptedException {
    polls.addAll(List.of(List.of("a/one", "b/one"), List.of("b/one"), List.of()));

    shutdown();

    assertThat(actions)
        .containsExactly(
            "scale 1", "delete a/one", "delete b/one", "scale 1", "delete b/one", "scale 0");
  }

  @Test
  void shouldStartOperatorAgainWhenRunIsCreatedWhileItStops() throws InterruptedException {
    polls.addAll(List.of(List.of(), List.of("a/late"), List.of()));

    shutdown();

    assertThat(actions).containsExactly("scale 0", "scale 1", "delete a/late", "scale 0");
  }

  @Test
  void shouldOnlyStopOperatorWhenNothingIsLive() throws InterruptedException {
    polls.add(List.of());

    shutdown();

    assertThat(actions).containsExactly("scale 0");
  }

  @Test
  void shouldNameRunsAndKeepOperatorWhenTheyRemain() {
    replicas = 2;
    polls.add(List.of("a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7"));

    assertThatThrownBy(this::shutdown)
        .hasMessageContaining("a/1, a/2, a/3, a/4, a/5 and 2 more")
        .hasMessageContaining("the log of the operator");
    assertThat(replicas).isEqualTo(2);
  }

  @Test
  void shouldNameReplicasWhenNoOperatorCanFinishRuns() {
    replicas = 0;
    polls.add(List.of("a/1"));

    assertThatThrownBy(this::shutdown)
        .hasMessageContaining("scale Deployment sympozium-operator to 1");
    assertThat(actions).doesNotContain("scale 0");
  }

  private void shutdown() throws InterruptedException {
    var runs =
        new LiveRuns(client) {
          @Override
          List<String> names() {
            return polls.size() > 1 ? polls.removeFirst() : polls.getFirst();
          }

          @Override
          void delete(String name) {
            actions.add("delete " + name);
          }
        };
    var operator =
        new OperatorDeployment(client, "sympozium-system") {
          @Override
          int replicas() {
            return replicas;
          }

          @Override
          boolean isStopped() {
            return replicas == 0;
          }

          @Override
          void scale(int wanted) {
            actions.add("scale " + wanted);
            replicas = wanted;
          }
        };
    new OperatorShutdown(runs, operator, text -> {})
        .run(
            () -> {
              now = now.plusSeconds(30);
              return now;
            },
            Duration.ofMinutes(2));
  }
}

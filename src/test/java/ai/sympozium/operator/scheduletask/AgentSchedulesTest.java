package ai.sympozium.operator.scheduletask;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that any number of schedules with the labels of agents takes little memory. */
class AgentSchedulesTest {
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private final AgentSchedules schedules = new AgentSchedules(client, instance());

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static SympoziumInstance instance() {
    SympoziumInstance instance = new SympoziumInstance();
    instance.getMetadata().setName("bot");
    instance.getMetadata().setNamespace("demo");
    instance.getMetadata().setUid("uid");
    return instance;
  }

  /** Every page has two schedules of the instance and one of another, and another page follows. */
  private Response answer(Request request) {
    requests.add(request);
    int page = requests.size();
    return new Response(
        200,
        """
        {"kind": "SympoziumScheduleList", "apiVersion": "sympozium.ai/v1alpha1",
         "metadata": {"continue": "next"}, "items": [%s]}
        """
            .formatted(
                Stream.of(schedule("b" + page, "uid"), schedule("x", "other"), schedule("a", "uid"))
                    .collect(Collectors.joining(","))));
  }

  private static String schedule(String name, String owner) {
    return """
    {"kind": "SympoziumSchedule", "apiVersion": "sympozium.ai/v1alpha1",
     "metadata": {"name": "%s", "namespace": "demo",
       "labels": {"sympozium.ai/source": "agent", "sympozium.ai/instance": "bot"},
       "ownerReferences": [{"apiVersion": "v1", "kind": "K", "name": "n", "uid": "%s"}]},
     "spec": {"instanceRef": "bot", "schedule": "* * * * *", "task": "t"}}
    """
        .formatted(name, owner);
  }

  @Test
  void shouldReadPagesUpToMaximumWhenListing() {
    assertThat(schedules.list(3))
        .extracting(schedule -> schedule.getMetadata().getName())
        .containsExactly("a", "b1", "b2");
    assertPages(2);
  }

  @Test
  void shouldReadPagesUpToMaximumWhenCounting() {
    assertThat(schedules.count(3)).isEqualTo(3);
    assertPages(2);
  }

  private void assertPages(int count) {
    assertThat(requests)
        .hasSize(count)
        .allSatisfy(request -> assertThat(request.query()).contains("limit=", "labelSelector="));
  }
}

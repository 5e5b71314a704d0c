package ai.sympozium.operator.grant;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrphanedGrantCollectorTest {
  private static final String UID = "7f3c0000-1111-2222-3333-444455556666";
  private static final String NAME = SkillGrant.name(UID, "reader");
  private static final String ORPHAN =
      """
      {"metadata": {"name": "%s", "resourceVersion": "7", "labels": {
        "app.kubernetes.io/managed-by": "sympozium", "sympozium.ai/run": "check",
        "sympozium.ai/run-namespace": "team", "sympozium.ai/run-uid": "%s",
        "sympozium.ai/skill": "reader"}}}\
      """
          .formatted(NAME, UID);

  /** How many lists of a kind fail, by kind. */
  private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

  private final List<String> deleted = new CopyOnWriteArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private final OrphanedGrantCollector collector =
      new OrphanedGrantCollector(
          client, new GrantObjectLister(client), new SimpleMeterRegistry(), Duration.ofMillis(1));

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Response answer(Request request) {
    String target = request.target();
    if (request.method().equals("DELETE")) {
      deleted.add(request.path());
      return new Response(200, "{\"kind\": \"Status\", \"apiVersion\": \"v1\"}");
    }
    if (target.equals("check")) {
      return new Response(404, "{}");
    }
    AtomicInteger left = failures.getOrDefault(target, new AtomicInteger());
    return left.getAndDecrement() > 0
        ? new Response(500, "{}")
        : new Response(
            200,
            "{\"metadata\": {}, \"items\": [%s]}"
                .formatted(target.startsWith("cluster") ? ORPHAN : ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rolebindings", "roles", "serviceaccounts"})
  void shouldDeleteOrphansWhenListOfAnotherKindFails(String kind) {
    failures.put(kind, new AtomicInteger(Integer.MAX_VALUE));

    collector.collect();

    assertThat(deleted)
        .containsExactly(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/" + NAME,
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/" + NAME);
  }

  @Test
  void shouldDeleteOrphansInSamePassWhenListFailsOnce() {
    failures.put("clusterrolebindings", new AtomicInteger(1));

    collector.collect();

    assertThat(deleted)
        .containsExactly(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/" + NAME,
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/" + NAME);
  }
}

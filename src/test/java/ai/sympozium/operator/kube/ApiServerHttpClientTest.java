package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiServerHttpClientTest {
  private static final String LEASE =
      """
      {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"leader"}}\
      """;

  /** More than the connections of the client. */
  private static final int REQUESTS = 200;

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();
  private final List<Thread> callers = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client =
      server.clientBuilder().withHttpClientFactory(new ApiServerHttpClientFactory(vertx)).build();

  @AfterEach
  void stop() throws InterruptedException {
    released.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    client.close();
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldRenewLeaseWhenOtherRequestsWaitForConnections() {
    for (int i = 0; i < REQUESTS; i++) {
      callers.add(
          Thread.startVirtualThread(() -> client.pods().inNamespace("team").withName("pod").get()));
    }
    await().until(hanging::get, stable -> stable >= 90);

    var lease =
        CompletableFuture.supplyAsync(
            () -> client.leases().inNamespace("system").withName("leader").get());

    assertThat(lease).succeedsWithin(Duration.ofSeconds(10));
    assertThat(hanging).hasValueLessThan(REQUESTS);
  }

  private Response answer(Request request) {
    if (request.path().contains("/leases/")) {
      return new Response(200, LEASE);
    }
    hanging.incrementAndGet();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Response(404, "{}");
  }
}

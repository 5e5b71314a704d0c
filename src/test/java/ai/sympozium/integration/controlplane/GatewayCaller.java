package ai.sympozium.integration.controlplane;

import ai.sympozium.ipc.gateway.Backoff;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls the gateway at an endpoint of its service, with the identity of one container.
 *
 * @param address of the pod; the gateway limits connections and requests by address
 */
record GatewayCaller(KubernetesClient client, Vertx vertx, String address) {
  private static final String HOST =
      GatewayEndpoint.SERVICE + "." + GatewayEndpoint.NAMESPACE + ".svc";
  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int TIMEOUT_SECONDS = 10;
  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * Posts like the pod's programs: until the gateway gives a final answer or the time has passed.
   */
  boolean post(Identity identity, String path, ObjectNode body, Instant until)
      throws InterruptedException {
    return exchange(identity, path, body, until)
        .filter(answer -> answer.status() < 300)
        .isPresent();
  }

  /** Posts like {@link #post} and returns the final answer. */
  Optional<Answer> exchange(Identity identity, String path, ObjectNode body, Instant until)
      throws InterruptedException {
    Backoff backoff = new Backoff();
    while (Instant.now().isBefore(until)) {
      Answer answer = attempt(identity, path, body);
      int status = answer.status();
      if (status > 0 && status < 500 && status != TOO_MANY_REQUESTS) {
        return Optional.of(answer);
      }
      // No condition to wait for: pauses between attempts, as the programs in a pod make them.
      Thread.sleep(backoff.next());
    }
    return Optional.empty();
  }

  /** Status and body of a response. */
  record Answer(int status, String body) {
    static final Answer NONE = new Answer(0, "");
  }

  private Answer attempt(Identity identity, String path, ObjectNode body)
      throws InterruptedException {
    Optional<GatewayEndpoint> endpoint = GatewayEndpoint.any(client);
    if (endpoint.isEmpty()) {
      return Answer.NONE;
    }
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(endpoint.get().port(), endpoint.get().address()))
            .setHost(HOST)
            .setURI(path)
            .putHeader("Content-Type", "application/json")
            .putHeader("Authorization", "Bearer " + identity.token());
    var http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setLocalAddress(address)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTrustOptions(
                    new PemTrustOptions().addCertValue(Buffer.buffer(identity.gatewayCa()))));
    try {
      return http.request(request)
          .compose(outgoing -> outgoing.send(Buffer.buffer(body.toString())))
          .compose(answer ->
              answer.body().map(content -> new Answer(answer.statusCode(), content.toString())))
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException noAnswer) {
      return Answer.NONE;
    } finally {
      http.close();
    }
  }

  /** Token of a container and the certificate that it trusts, as the kubelet mounts both. */
  record Identity(String token, String gatewayCa) {}
}

package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.vertx.VertxHttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Sends requests for leases through a pool of connections of their own, all others through one. */
final class ApiServerHttpClient
    extends StandardHttpClient<
        ApiServerHttpClient, ApiServerHttpClientFactory, ApiServerHttpClient.Builder> {
  private final Pools pools;

  /** The pools of connections, which derived clients share. */
  private record Pools(
      VertxHttpClient<VertxHttpClientFactory> requests,
      VertxHttpClient<VertxHttpClientFactory> leases) {
    VertxHttpClient<VertxHttpClientFactory> of(StandardHttpRequest request) {
      return LeaseRequests.includes(request.uri()) ? leases : requests;
    }
  }

  private ApiServerHttpClient(Builder builder, Pools pools, AtomicBoolean closed) {
    super(builder, closed);
    this.pools = pools;
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    return pools.of(request).consumeBytesDirect(request, consumer);
  }

  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder builder, WebSocket.Listener listener) {
    return pools.requests().buildWebSocketDirect(builder, listener);
  }

  @Override
  protected void doClose() {
    pools.requests().close();
    pools.leases().close();
  }

  /** Builds a client with two pools that have the same settings. */
  static final class Builder
      extends StandardHttpClientBuilder<ApiServerHttpClient, ApiServerHttpClientFactory, Builder> {
    private final Vertx vertx;
    private final VertxHttpClientFactory requests;
    private final VertxHttpClientFactory leases;

    Builder(
        ApiServerHttpClientFactory factory,
        Vertx vertx,
        VertxHttpClientFactory requests,
        VertxHttpClientFactory leases) {
      super(factory);
      this.vertx = vertx;
      this.requests = requests;
      this.leases = leases;
    }

    @Override
    public ApiServerHttpClient build() {
      @Nullable ApiServerHttpClient original = client;
      if (original != null) {
        return new ApiServerHttpClient(this, original.pools, original.getClosed());
      }
      addProxyAuthInterceptor();
      return new ApiServerHttpClient(
          this, new Pools(pool(requests), pool(leases)), new AtomicBoolean());
    }

    private VertxHttpClient<VertxHttpClientFactory> pool(VertxHttpClientFactory factory) {
      return new PoolBuilder(factory, vertx, this).build();
    }

    @Override
    protected Builder newInstance(ApiServerHttpClientFactory factory) {
      return new Builder(factory, vertx, requests, leases);
    }
  }

  /** Takes over the settings of connections. Interceptors stay with the client of both pools. */
  private static final class PoolBuilder extends VertxHttpClientBuilder<VertxHttpClientFactory> {
    PoolBuilder(VertxHttpClientFactory factory, Vertx vertx, Builder settings) {
      super(factory, vertx);
      connectTimeout = settings.getConnectTimeout();
      sslContext = settings.getSslContext();
      trustManagers = settings.getTrustManagers();
      keyManagers = settings.getKeyManagers();
      tlsVersions = settings.getTlsVersions();
      tlsServerName = settings.getTlsServerName();
      proxyAddress = settings.getProxyAddress();
      proxyType = settings.getProxyType();
      followRedirects = settings.isFollowRedirects();
      preferHttp11 = settings.isPreferHttp11();
    }
  }
}

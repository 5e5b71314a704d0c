package ai.sympozium.operator.http;

import ai.sympozium.operator.http.PeerRateLimit.Rate;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits connections and requests of pods to probes and metrics. A kubelet sends about two requests
 * a second, which are within its share. If pods have the address of its node, probes above the rate
 * get the last answer, so a flood does not make a probe fail.
 */
@ApplicationScoped
class ManagementLimits {
  private static final int MAX_CONNECTIONS = 200;
  private static final Rate SHARE = new Rate(5, 20);
  private static final Rate REST = new Rate(20, 50);
  private static final int TOO_MANY_REQUESTS = 429;

  private final MeterRegistry metrics;
  private final PeerRateLimit rate = new PeerRateLimit(SHARE, REST, System::nanoTime);
  private final ProbeAnswers probes = new ProbeAnswers(System::nanoTime);
  private final OpenConnections open;
  private final AtomicBoolean limited = new AtomicBoolean();

  ManagementLimits(MeterRegistry metrics) {
    this.metrics = metrics;
    this.open = new OpenConnections(MAX_CONNECTIONS, ShedReason.MANAGEMENT_CONNECTIONS, metrics);
  }

  void register(@Observes ManagementInterface management) {
    management.router().route().order(Integer.MIN_VALUE).handler(this::limit);
  }

  private void limit(RoutingContext context) {
    var request = context.request();
    if (limited.compareAndSet(false, true)) {
      limitConnections(PeerAddress.channel(request.connection()).parent());
    }
    String path = context.normalizedPath();
    boolean probe = ProbeAnswers.isProbe(path);
    boolean withinRate = rate.tryAcquire(request.remoteAddress().hostAddress());
    OptionalInt answer = probe && !withinRate ? probes.last(path) : OptionalInt.empty();
    if (probe) {
      open.confirm(PeerAddress.channel(request.connection()));
    }
    if (answer.isPresent()) {
      end(context, answer.getAsInt());
    } else if (probe) {
      context.addEndHandler(end -> probes.answered(path, context.response().getStatusCode()));
      context.next();
    } else if (withinRate) {
      context.next();
    } else {
      ShedReason.MANAGEMENT_REQUEST_RATE.count(metrics);
      end(context, TOO_MANY_REQUESTS);
    }
  }

  private static void end(RoutingContext context, int status) {
    context
        .response()
        .setStatusCode(status)
        .end()
        .onComplete(end -> context.request().connection().close());
  }

  /**
   * Adds the limit to the server's channel, for which Vert.x has no interface. The first request is
   * the kubelet's startup probe.
   */
  private void limitConnections(Channel server) {
    server
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object accepted) {
                open.add((Channel) accepted);
                context.fireChannelRead(accepted);
              }
            });
  }
}

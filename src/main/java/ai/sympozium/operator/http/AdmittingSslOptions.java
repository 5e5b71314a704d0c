package ai.sympozium.operator.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Closes connections that are not admitted before their TLS handshake. The connection handler of
 * Vert.x and the limits of Quarkus are called after it.
 */
final class AdmittingSslOptions extends JdkSSLEngineOptions {
  private final Predicate<Channel> admission;

  AdmittingSslOptions(Predicate<Channel> admission) {
    this.admission = admission;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.JDK, false) {
      @Override
      public SslContext create() throws SSLException {
        return new AdmittingContext(super.create());
      }
    };
  }

  @Override
  public JdkSSLEngineOptions copy() {
    return this;
  }

  private final class AdmittingContext extends DelegatingSslContext {
    AdmittingContext(SslContext context) {
      super(context);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator buffers, boolean startTls, Executor delegatedTasks) {
      return new SslHandler(newEngine(buffers), startTls, delegatedTasks) {
        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Exception {
          if (admission.test(context.channel())) {
            super.handlerAdded(context);
          } else {
            context.close();
          }
        }
      };
    }

    @Override
    protected void initEngine(SSLEngine engine) {
      // The delegate has configured the engine.
    }
  }
}

package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body up to the limit of its route, for a limited time. Runs after authentication. Only
 * bytes that have arrived are held, so that a declared length costs nothing.
 */
@Provider
@Priority(Priorities.USER)
final class BodyLimitFilter implements ContainerRequestFilter {
  private static final int PART_BYTES = 16 * 1024;

  /** The client of pods waits as long for a response. */
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  private final RequestPeer peer;
  private final HeldBytes held;
  private final MeterRegistry metrics;

  BodyLimitFilter(RequestPeer peer, HeldBytes held, MeterRegistry metrics) {
    this.peer = peer;
    this.held = held;
    this.metrics = metrics;
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (!HttpMethod.POST.equals(request.getMethod())) {
      return;
    }
    BodyKind kind = GatewayRoutes.bodyKind(request.getUriInfo().getPath());
    int limit = kind.maxBytes();
    if (declaredLength(request.getHeaderString(HttpHeaders.CONTENT_LENGTH)) > limit) {
      throw tooLarge(limit);
    }
    request.setEntityStream(read(request.getEntityStream(), limit, kind));
  }

  private InputStream read(InputStream body, int limit, BodyKind kind) throws IOException {
    List<InputStream> parts = new ArrayList<>();
    long begin = System.nanoTime();
    byte[] part = new byte[PART_BYTES];
    int total = 0;
    for (int read = body.read(part); read >= 0; read = body.read(part)) {
      total += read;
      if (total > limit) {
        throw tooLarge(limit);
      }
      if (System.nanoTime() - begin > MAX_TIME.toNanos()) {
        throw shed(ShedReason.BODY_TIMEOUT, "the body was not sent in time");
      }
      if (!held.tryHold(kind, peer.namespace(), read)) {
        throw shed(ShedReason.BODY_BYTES, "the gateway processes too many bytes at present");
      }
      parts.add(new ByteArrayInputStream(part, 0, read));
      part = new byte[PART_BYTES];
    }
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  private GatewayException shed(ShedReason reason, String message) {
    reason.count(metrics);
    return new GatewayException(ErrorCode.UNAVAILABLE, message);
  }

  private static GatewayException tooLarge(int limit) {
    return new GatewayException(
        ErrorCode.TOO_LARGE, "the body is larger than %d bytes".formatted(limit));
  }

  private static long declaredLength(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}

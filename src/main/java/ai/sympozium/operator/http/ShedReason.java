package ai.sympozium.operator.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Limit because of which the operator did not serve a request or a connection. */
public enum ShedReason {
  /** New connections for each second, before the TLS handshake. */
  CONNECTION_RATE,
  /** Open connections. */
  CONNECTIONS,
  /** Requests for each second. */
  REQUEST_RATE,
  /** Bytes of bodies in memory. */
  BODY_BYTES,
  /** Time to send a body. */
  BODY_TIMEOUT,
  /** Uploads of one run at a time. */
  RUN_UPLOADS,
  /** Batches of log entries for each second, or at a time. */
  LOG_BATCHES,
  /** Requests of endpoints for each second, or at a time. */
  ENDPOINT_REQUESTS,
  /** Token reviews for each second, or at a time. */
  TOKEN_REVIEWS,
  /** Open connections to probes and metrics. */
  MANAGEMENT_CONNECTIONS,
  /** Requests for probes and metrics for each second. */
  MANAGEMENT_REQUEST_RATE;

  /** Counts what was not served. */
  public void count(MeterRegistry metrics) {
    metrics
        .counter("sympozium.gateway.shed", "reason", name().toLowerCase(Locale.ROOT))
        .increment();
  }
}

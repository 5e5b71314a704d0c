package ai.sympozium.operator.gateway;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.ShedReason;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The one report of a run that the gateway receives at a time. Ends with its request. */
@RequestScoped
class RunUpload {
  private final Uploading uploading;
  private final MeterRegistry metrics;
  private @Nullable String run;

  RunUpload(Uploading uploading, MeterRegistry metrics) {
    this.uploading = uploading;
    this.metrics = metrics;
  }

  /** UIDs of the runs whose report is being received. */
  @ApplicationScoped
  static class Uploading {
    private final Set<String> runs = ConcurrentHashMap.newKeySet();

    boolean add(String run) {
      return runs.add(run);
    }

    void remove(String run) {
      runs.remove(run);
    }
  }

  /** Begins the upload before the body is read. */
  void begin(String runUID) {
    if (!uploading.add(runUID)) {
      ShedReason.RUN_UPLOADS.count(metrics);
      throw new GatewayException(
          ErrorCode.TOO_MANY_REQUESTS, "another report of this run is being received");
    }
    run = runUID;
  }

  @PreDestroy
  void end() {
    if (run != null) {
      uploading.remove(run);
    }
  }
}

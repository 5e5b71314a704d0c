package ai.sympozium.operator.gateway.authentication;

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

/** Allows one upload of a run and path at a time. Ends with its request. */
@RequestScoped
class RunUpload {
  private final Uploading uploading;
  private final MeterRegistry metrics;
  private @Nullable String openUpload;

  RunUpload(Uploading uploading, MeterRegistry metrics) {
    this.uploading = uploading;
    this.metrics = metrics;
  }

  /** UIDs of the runs, each with the path of the request that is being received. */
  @ApplicationScoped
  static class Uploading {
    private final Set<String> uploads = ConcurrentHashMap.newKeySet();

    boolean add(String upload) {
      return uploads.add(upload);
    }

    void remove(String upload) {
      uploads.remove(upload);
    }
  }

  /** Begins the upload before the body is read. */
  void begin(String runUID, String path) {
    String upload = runUID + path;
    if (!uploading.add(upload)) {
      ShedReason.RUN_UPLOADS.count(metrics);
      throw new GatewayException(
          ErrorCode.TOO_MANY_REQUESTS, "another such request of this run is being received");
    }
    openUpload = upload;
  }

  @PreDestroy
  void end() {
    if (openUpload != null) {
      uploading.remove(openUpload);
    }
  }
}

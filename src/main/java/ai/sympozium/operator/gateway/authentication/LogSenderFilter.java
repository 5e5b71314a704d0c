package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.PeerRateLimit;
import ai.sympozium.operator.http.PeerRateLimit.Rate;
import ai.sympozium.operator.http.RequestPeer;
import ai.sympozium.operator.http.ShedReason;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Authenticates the bridge that sends entries of a log, and limits the batches of each run and of
 * all runs for each second, before the body is read. A batch costs no token review within a minute
 * of the previous one, so logs never use up the reviews that reports and tokens need.
 */
@Provider
@LogSenderOnly
@Priority(Priorities.AUTHENTICATION)
class LogSenderFilter implements ContainerRequestFilter {
  /** Of one run. A bridge sends less. */
  private static final Rate SHARE = new Rate(3, 16);

  /** Of all runs together. Each batch is two requests to the API server. */
  private static final Rate TOTAL = new Rate(25, 50);

  private static final Rate NOTHING = new Rate(0, 0);

  /**
   * A token of a deleted pod can add entries to the log of its own run for this time, and nothing
   * else.
   */
  private static final Duration ACCEPTANCE_LIFETIME = Duration.ofSeconds(60);

  private static final int MAX_ACCEPTED = 2048;

  private final PodAuthenticator pods;
  private final RequestCaller caller;
  private final RequestPeer peer;
  private final RunUpload upload;
  private final MeterRegistry metrics;

  private final TokenMemory<AuthenticatedPod> accepted;
  private final PeerRateLimit perRun = new PeerRateLimit(SHARE, NOTHING, System::nanoTime);
  private final PeerRateLimit total = new PeerRateLimit(NOTHING, TOTAL, System::nanoTime);

  LogSenderFilter(
      PodAuthenticator pods,
      RequestCaller caller,
      RequestPeer peer,
      RunUpload upload,
      MeterRegistry metrics,
      InstantSource clock) {
    this.pods = pods;
    this.caller = caller;
    this.peer = peer;
    this.upload = upload;
    this.metrics = metrics;
    this.accepted = new TokenMemory<>(MAX_ACCEPTED, ACCEPTANCE_LIFETIME, clock);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String token = BearerToken.of(request);
    AuthenticatedPod pod =
        accepted.find(token, PodContract.BRIDGE_AUDIENCE).orElseGet(() -> authenticate(token));
    peer.confirm(pod.run().getMetadata().getNamespace());
    String run = pod.run().getMetadata().getUid();
    if (!perRun.tryAcquire(run) || !total.tryAcquire("")) {
      ShedReason.LOG_BATCHES.count(metrics);
      throw new GatewayException(
          ErrorCode.TOO_MANY_REQUESTS, "too many batches of log entries are sent at present");
    }
    upload.begin(run, request.getUriInfo().getPath());
    caller.set(pod);
  }

  private AuthenticatedPod authenticate(String token) {
    AuthenticatedPod pod = pods.authenticateBridge(token);
    accepted.add(token, PodContract.BRIDGE_AUDIENCE, reduce(pod));
    return pod;
  }

  /** Keeps what identifies pod and run, because specs of tenants can be large. */
  private static AuthenticatedPod reduce(AuthenticatedPod full) {
    Pod pod = new PodBuilder().withMetadata(identity(full.pod().getMetadata())).build();
    AgentRun run = new AgentRun();
    run.setMetadata(identity(full.run().getMetadata()));
    return new AuthenticatedPod(pod, run, full.audience());
  }

  private static ObjectMeta identity(ObjectMeta metadata) {
    return new ObjectMetaBuilder()
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .withGeneration(metadata.getGeneration())
        .build();
  }
}

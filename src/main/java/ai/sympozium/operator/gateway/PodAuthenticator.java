package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.RequestPeer;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Authenticates a pod by its token alone. The audience of the token identifies the container, its
 * binding the pod, and the pod's owner the run. Names in a request have no effect.
 */
@ApplicationScoped
class PodAuthenticator {
  private final KubernetesClient client;
  private final RunLister cache;
  private final TokenReviewer tokens;
  private final ApiServerTurns turns;
  private final RequestPeer peer;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final RejectedTokens rejected;

  PodAuthenticator(
      KubernetesClient client,
      RunLister cache,
      TokenReviewer tokens,
      ApiServerTurns turns,
      RequestPeer peer,
      ObjectMapper json,
      InstantSource clock) {
    this.client = client;
    this.cache = cache;
    this.tokens = tokens;
    this.turns = turns;
    this.peer = peer;
    this.json = json;
    this.clock = clock;
    this.rejected = new RejectedTokens(clock);
  }

  /** Authenticates the bridge of a pod. */
  AuthenticatedPod authenticateBridge(String token) {
    return authenticate(token, TokenClaims.of(token, json), PodContract.BRIDGE_AUDIENCE);
  }

  /** Authenticates the executor of the skill that the token claims. */
  AuthenticatedPod authenticateSkill(String token) {
    Optional<TokenClaims> claims = TokenClaims.of(token, json);
    return authenticate(
        token,
        claims,
        claims
            .flatMap(TokenClaims::skillAudience)
            .orElseThrow(() ->
                new GatewayException(ErrorCode.UNAUTHORIZED, "the token is not for a skill")));
  }

  /** Rejects what can be rejected without the API server first. */
  private AuthenticatedPod authenticate(
      String token, Optional<TokenClaims> unverified, String audience) {
    TokenClaims claims =
        unverified
            .filter(c -> c.canBeValid(audience, clock.instant()))
            .orElseThrow(() -> TokenReviewer.notValid(audience));
    rejected
        .find(token, audience)
        .ifPresent(reason -> {
          throw new GatewayException(reason.code(), reason.getMessage());
        });
    boolean known =
        !cache.isAvailable()
            || find(claims.namespace(), claims.pod(), claims.podUID(), audience).isPresent();
    try {
      AuthenticatedPod pod = turns.review(peer.address(), known, () -> review(token, audience));
      peer.confirm(pod.run().getMetadata().getNamespace());
      return pod;
    } catch (GatewayException e) {
      if (e.code() == ErrorCode.UNAUTHORIZED || e.code() == ErrorCode.FORBIDDEN) {
        rejected.add(token, audience, e);
      }
      throw e;
    }
  }

  private AuthenticatedPod review(String token, String audience) {
    BoundPod bound = tokens.review(token, audience);
    return find(bound.namespace(), bound.name(), bound.uid(), audience)
        .orElseGet(() -> readLive(bound.namespace(), bound.name(), bound.uid(), audience));
  }

  /** Finds a pod and its run in the caches. */
  private Optional<AuthenticatedPod> find(
      String namespace, String podName, String podUID, String audience) {
    return cache
        .pod(namespace, podName)
        .filter(pod -> podUID.equals(pod.getMetadata().getUid()))
        .flatMap(pod ->
            owner(pod)
                .flatMap(o ->
                    cache
                        .run(namespace, o.getName())
                        .filter(run -> isRunOf(run, o, pod))
                        .map(run -> new AuthenticatedPod(pod, run, audience))));
  }

  /** Reads pod and run live, because the caches may not know new ones yet. */
  private AuthenticatedPod readLive(
      String namespace, String podName, String podUID, String audience) {
    Pod pod = client.pods().inNamespace(namespace).withName(podName).get();
    if (pod == null || !podUID.equals(pod.getMetadata().getUid())) {
      throw forbidden("the token's pod does not exist");
    }
    OwnerReference owner =
        owner(pod).orElseThrow(() -> forbidden("the token's pod is not a run's"));
    AgentRun run =
        client.resources(AgentRun.class).inNamespace(namespace).withName(owner.getName()).get();
    if (run == null || !run.getMetadata().getUid().equals(owner.getUid())) {
      throw new GatewayException(ErrorCode.RUN_FINISHED, "the run has finished");
    }
    if (run.getStatus() == null || run.getStatus().podUID() == null) {
      throw new GatewayException(ErrorCode.UNAVAILABLE, "the run's pod is not known yet");
    }
    if (!isRunOf(run, owner, pod)) {
      // Any user who can create pods can create one that claims this owner.
      throw forbidden("the pod claims a run that is not its own");
    }
    return new AuthenticatedPod(pod, run, audience);
  }

  private static boolean isRunOf(AgentRun run, OwnerReference owner, Pod pod) {
    return run.getMetadata().getUid().equals(owner.getUid())
        && run.getStatus() != null
        && pod.getMetadata().getUid().equals(run.getStatus().podUID());
  }

  private static Optional<OwnerReference> owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(o -> "AgentRun".equals(o.getKind()))
        .filter(o -> o.getApiVersion().startsWith(SympoziumLabels.GROUP + "/"))
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .findFirst();
  }

  private static GatewayException forbidden(String message) {
    return new GatewayException(ErrorCode.FORBIDDEN, message);
  }
}

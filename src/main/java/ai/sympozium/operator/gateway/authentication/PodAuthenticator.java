package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.lifecycle.GatewayContacts;
import ai.sympozium.operator.gateway.authentication.TokenAuthenticator.CallerLookup;
import ai.sympozium.operator.http.GatewayException;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates a pod by its token alone. The audience of the token identifies the container, its
 * binding the pod, and the pod's owner the run. Names in a request have no effect.
 */
@ApplicationScoped
class PodAuthenticator {
  private static final Set<ErrorCode> LASTING =
      EnumSet.of(ErrorCode.UNAUTHORIZED, ErrorCode.FORBIDDEN);

  private final KubernetesClient client;
  private final RunLister cache;
  private final TokenAuthenticator tokens;
  private final GatewayContacts contacts;

  PodAuthenticator(
      KubernetesClient client,
      RunLister cache,
      TokenAuthenticator tokens,
      GatewayContacts contacts) {
    this.client = client;
    this.cache = cache;
    this.tokens = tokens;
    this.contacts = contacts;
  }

  /** Authenticates the bridge of a pod. */
  AuthenticatedPod authenticateBridge(String token) {
    return authenticate(token, PodContract.BRIDGE_AUDIENCE);
  }

  /** Authenticates the executor of the skill that the token claims. */
  AuthenticatedPod authenticateSkill(String token) {
    return authenticate(
        token,
        tokens
            .claims(token)
            .flatMap(TokenClaims::skillAudience)
            .orElseThrow(() ->
                new GatewayException(ErrorCode.UNAUTHORIZED, "the token is not for a skill")));
  }

  private AuthenticatedPod authenticate(String token, String audience) {
    AuthenticatedPod pod = tokens.authenticate(token, audience, new RunPods(audience), LASTING);
    contacts.recordRequest(pod.run());
    return pod;
  }

  /** Finds the run of a pod, for a token of one audience. */
  private final class RunPods implements CallerLookup<AuthenticatedPod> {
    private final String audience;

    RunPods(String audience) {
      this.audience = audience;
    }

    @Override
    public boolean isKnown(BoundPod claimed) {
      return !cache.isAvailable() || find(claimed, audience).isPresent();
    }

    @Override
    public AuthenticatedPod require(BoundPod pod) {
      return find(pod, audience).orElseGet(() -> readLive(pod, audience));
    }

    @Override
    public String namespace(AuthenticatedPod caller) {
      return caller.run().getMetadata().getNamespace();
    }
  }

  /** Finds a pod and its run in the caches. */
  private Optional<AuthenticatedPod> find(BoundPod bound, String audience) {
    return cache
        .pod(bound.namespace(), bound.name())
        .filter(pod -> bound.uid().equals(pod.getMetadata().getUid()))
        .flatMap(pod ->
            owner(pod)
                .flatMap(o ->
                    cache
                        .run(bound.namespace(), o.getName())
                        .filter(run -> isRunOf(run, o, pod))
                        .map(run -> new AuthenticatedPod(pod, run, audience))));
  }

  /** Reads pod and run live, because the caches may not know new ones yet. */
  private AuthenticatedPod readLive(BoundPod bound, String audience) {
    String namespace = bound.namespace();
    Pod pod = client.pods().inNamespace(namespace).withName(bound.name()).get();
    if (pod == null || !bound.uid().equals(pod.getMetadata().getUid())) {
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

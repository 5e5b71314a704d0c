package ai.sympozium.operator.gateway;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.channel.ConnectorPods;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.RequestPeer;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Authenticates the connector of an instance by its token alone. The token is bound to a pod, and
 * the status of the instance names the one pod that may deliver its messages.
 */
@ApplicationScoped
class ConnectorAuthenticator {
  private final KubernetesClient client;
  private final RunLister cache;
  private final TokenReviewer tokens;
  private final ApiServerTurns turns;
  private final RequestPeer peer;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final RejectedTokens rejected;

  ConnectorAuthenticator(
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

  /** Returns the instance whose messages the holder of a token delivers. */
  SympoziumInstance authenticate(String token) {
    String audience = ConnectorContract.AUDIENCE;
    TokenClaims claims =
        TokenClaims.of(token, json)
            .filter(c -> c.canBeValid(audience, clock.instant()))
            .orElseThrow(() -> TokenReviewer.notValid(audience));
    rejected
        .find(token, audience)
        .ifPresent(reason -> {
          throw new GatewayException(reason.code(), reason.getMessage());
        });
    BoundPod claimed = new BoundPod(claims.namespace(), claims.pod(), claims.podUID());
    boolean known = !cache.isAvailable() || cached(claimed).isPresent();
    try {
      SympoziumInstance instance =
          turns.review(
              peer.address(),
              known,
              () -> {
                BoundPod pod = tokens.review(token, audience);
                return cached(pod).or(() -> live(pod)).orElseThrow(this::forbidden);
              });
      peer.confirm(instance.getMetadata().getNamespace());
      return instance;
    } catch (GatewayException e) {
      if (e.code() == ErrorCode.UNAUTHORIZED) {
        rejected.add(token, audience, e);
      }
      throw e;
    }
  }

  private Optional<SympoziumInstance> cached(BoundPod pod) {
    return ConnectorPods.instanceOf(pod.name())
        .flatMap(name -> cache.instance(pod.namespace(), name))
        .filter(instance -> isConnector(pod, instance));
  }

  private Optional<SympoziumInstance> live(BoundPod pod) {
    return ConnectorPods.instanceOf(pod.name())
        .map(name ->
            client
                .resources(SympoziumInstance.class)
                .inNamespace(pod.namespace())
                .withName(name)
                .get())
        .filter(instance -> isConnector(pod, instance));
  }

  private static boolean isConnector(BoundPod pod, SympoziumInstance instance) {
    return instance.getStatus() != null && pod.uid().equals(instance.getStatus().connectorPodUID());
  }

  /** The status names a new pod only after it was created, so the pod repeats its request. */
  private GatewayException forbidden() {
    return new GatewayException(ErrorCode.FORBIDDEN, "the pod is not the connector of an instance");
  }
}

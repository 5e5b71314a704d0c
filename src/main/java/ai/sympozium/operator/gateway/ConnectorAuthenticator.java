package ai.sympozium.operator.gateway;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.channel.ConnectorPods;
import ai.sympozium.operator.gateway.TokenAuthenticator.CallerLookup;
import ai.sympozium.operator.http.GatewayException;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Authenticates the connector of an instance by its token alone. The token is bound to a pod, and
 * the status of the instance names the one pod that may deliver its messages.
 */
@ApplicationScoped
class ConnectorAuthenticator implements CallerLookup<SympoziumInstance> {
  private final KubernetesClient client;
  private final RunLister cache;
  private final TokenAuthenticator tokens;

  ConnectorAuthenticator(KubernetesClient client, RunLister cache, TokenAuthenticator tokens) {
    this.client = client;
    this.cache = cache;
    this.tokens = tokens;
  }

  /**
   * Returns the instance whose messages the holder of a token delivers. A forbidden pod is reviewed
   * again: the status names a new connector only after it was created.
   */
  SympoziumInstance authenticate(String token) {
    return tokens.authenticate(
        token, ConnectorContract.AUDIENCE, this, EnumSet.of(ErrorCode.UNAUTHORIZED));
  }

  @Override
  public boolean isKnown(BoundPod claimed) {
    return !cache.isAvailable() || cached(claimed).isPresent();
  }

  @Override
  public SympoziumInstance require(BoundPod pod) {
    return cached(pod)
        .or(() -> live(pod))
        .orElseThrow(() ->
            new GatewayException(
                ErrorCode.FORBIDDEN, "the pod is not the connector of an instance"));
  }

  @Override
  public String namespace(SympoziumInstance caller) {
    return caller.getMetadata().getNamespace();
  }

  private Optional<SympoziumInstance> cached(BoundPod pod) {
    return ConnectorPods.instanceOf(pod.name())
        .flatMap(name -> cache.instance(pod.namespace(), name))
        // The cache keeps only a part of an instance when all are large.
        .filter(instance -> instance.getSpec() != null)
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
}

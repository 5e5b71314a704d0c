package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.channel.ConnectorPods;
import ai.sympozium.operator.gateway.authentication.InstanceLookup.Claim;
import ai.sympozium.operator.gateway.authentication.TokenAuthenticator.CallerLookup;
import ai.sympozium.operator.http.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;

/**
 * Authenticates the connector of an instance by its token alone. The token is bound to a pod, and
 * the status of the instance names the one pod that may deliver its messages.
 */
@ApplicationScoped
class ConnectorAuthenticator implements CallerLookup<SympoziumInstance> {
  private final InstanceLookup instances;
  private final TokenAuthenticator tokens;

  ConnectorAuthenticator(InstanceLookup instances, TokenAuthenticator tokens) {
    this.instances = instances;
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
    return instances.isKnown(claim(claimed));
  }

  @Override
  public SympoziumInstance require(BoundPod pod) {
    return instances
        .find(claim(pod))
        .orElseThrow(() ->
            new GatewayException(
                ErrorCode.FORBIDDEN, "the pod is not the connector of an instance"));
  }

  @Override
  public String namespace(SympoziumInstance caller) {
    return caller.getMetadata().getNamespace();
  }

  private static Claim claim(BoundPod pod) {
    return new Claim(
        pod.namespace(),
        ConnectorPods.instanceOf(pod.name()),
        instance -> isConnector(pod, instance));
  }

  private static boolean isConnector(BoundPod pod, SympoziumInstance instance) {
    return instance.getStatus() != null && pod.uid().equals(instance.getStatus().connectorPodUID());
  }
}

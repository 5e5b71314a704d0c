package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.endpoint.EndpointNames;
import ai.sympozium.operator.gateway.authentication.InstanceLookup.Claim;
import ai.sympozium.operator.gateway.authentication.TokenAuthenticator.CallerLookup;
import ai.sympozium.operator.http.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;

/**
 * Authenticates a pod of an instance's endpoint by its token alone: the ServiceAccount identifies
 * the instance. As everywhere in Kubernetes, a user who can create pods with an account has what
 * the account has.
 */
@ApplicationScoped
class EndpointAuthenticator implements CallerLookup<EndpointPod> {
  /** A poll is repeated at once, so not each of them is reviewed. */
  private static final Duration ACCEPTANCE_LIFETIME = Duration.ofSeconds(10);

  private static final int MAX_ACCEPTED = 1024;

  private final InstanceLookup instances;
  private final TokenAuthenticator tokens;
  private final TokenMemory<EndpointPod> accepted;

  EndpointAuthenticator(InstanceLookup instances, TokenAuthenticator tokens, InstantSource clock) {
    this.instances = instances;
    this.tokens = tokens;
    this.accepted = new TokenMemory<>(MAX_ACCEPTED, ACCEPTANCE_LIFETIME, clock);
  }

  EndpointPod authenticate(String token) {
    return accepted.find(token, EndpointContract.AUDIENCE).orElseGet(() -> review(token));
  }

  private EndpointPod review(String token) {
    EndpointPod pod =
        tokens.authenticate(
            token, EndpointContract.AUDIENCE, this, EnumSet.of(ErrorCode.UNAUTHORIZED));
    accepted.add(token, EndpointContract.AUDIENCE, pod);
    return pod;
  }

  @Override
  public boolean isKnown(BoundPod claimed) {
    return instances.isKnown(claim(claimed));
  }

  @Override
  public EndpointPod require(BoundPod pod) {
    return instances
        .find(claim(pod))
        .map(instance ->
            new EndpointPod(
                pod.namespace(),
                instance.getMetadata().getName(),
                instance.getMetadata().getUid(),
                pod.uid()))
        .orElseThrow(() ->
            new GatewayException(
                ErrorCode.FORBIDDEN, "the account is not that of an instance's endpoint"));
  }

  @Override
  public String namespace(EndpointPod caller) {
    return caller.namespace();
  }

  private static Claim claim(BoundPod pod) {
    return new Claim(
        pod.namespace(),
        EndpointNames.instanceOf(pod.account()),
        EndpointAuthenticator::hasEndpoint);
  }

  private static boolean hasEndpoint(SympoziumInstance instance) {
    return !instance.isMarkedForDeletion() && AttachedSkills.haveEndpoint(instance);
  }
}

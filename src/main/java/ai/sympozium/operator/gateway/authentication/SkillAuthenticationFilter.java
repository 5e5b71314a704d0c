package ai.sympozium.operator.gateway.authentication;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Authenticates the executor of a skill before the body of its request is read. The token claims
 * the skill, and the API server verifies the claim.
 */
@Provider
@SkillOnly
@Priority(Priorities.AUTHENTICATION)
class SkillAuthenticationFilter implements ContainerRequestFilter {
  private final PodAuthenticator pods;
  private final RequestCaller caller;

  SkillAuthenticationFilter(PodAuthenticator pods, RequestCaller caller) {
    this.pods = pods;
    this.caller = caller;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    caller.set(pods.authenticateSkill(BearerToken.of(request)));
  }
}

package ai.sympozium.operator.admission;

import jakarta.annotation.Priority;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Rejects requests that do not know the secret path, before their body is read. */
@Provider
@SecretPath
@Priority(Priorities.AUTHENTICATION)
class SecretPathFilter implements ContainerRequestFilter {
  private final WebhookPath path;

  SecretPathFilter(WebhookPath path) {
    this.path = path;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!path.is(request.getUriInfo().getPath())) {
      throw new NotFoundException();
    }
  }
}

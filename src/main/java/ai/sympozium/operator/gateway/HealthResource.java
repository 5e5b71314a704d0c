package ai.sympozium.operator.gateway;

import ai.sympozium.contract.GatewayApi;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Answers pods that open a connection before they need it. */
@Path(GatewayApi.HEALTH_PATH)
public class HealthResource {
  @GET
  @NonBlocking
  @Produces(MediaType.APPLICATION_JSON)
  public String health() {
    return "{\"status\":\"ok\"}";
  }
}

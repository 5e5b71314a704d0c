package ai.sympozium.operator.gateway;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.gateway.authentication.AuthenticatedPod;
import ai.sympozium.operator.gateway.authentication.RequestCaller;
import ai.sympozium.operator.gateway.authentication.SkillOnly;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Issues API tokens to skills. */
@Path(GatewayApi.TOKEN_PATH)
public class TokenResource {
  private final RequestCaller caller;
  private final SkillTokenIssuer tokens;
  private final ApiServerTurns turns;

  TokenResource(RequestCaller caller, SkillTokenIssuer tokens, ApiServerTurns turns) {
    this.caller = caller;
    this.tokens = tokens;
    this.turns = turns;
  }

  /** Body of a token request. */
  @RegisterForReflection
  public record SkillTokenRequest(@JsonProperty(GatewayApi.SKILL) @Nullable String skill) {}

  @POST
  @SkillOnly
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public SkillToken issue(@Nullable SkillTokenRequest request) {
    String skill = request == null || request.skill() == null ? "" : request.skill();
    if (skill.isEmpty()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "skill: must not be empty");
    }
    AuthenticatedPod pod = caller.pod();
    if (!pod.audience().equals(PodContract.skillAudience(skill))) {
      throw new GatewayException(
          ErrorCode.UNAUTHORIZED,
          "the token is not valid for audience " + PodContract.skillAudience(skill));
    }
    return turns.get(() -> tokens.issue(pod, skill));
  }
}

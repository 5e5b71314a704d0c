package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.gateway.authentication.AuthenticatedPod;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.kube.ApiErrors;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Issues short-lived API tokens to skills of unfinished runs. */
@ApplicationScoped
class SkillTokenIssuer {
  /** The minimum of the API server. */
  private static final long SECONDS = 600;

  private final KubernetesClient client;
  private final ClusterCaCertificate authority;

  SkillTokenIssuer(KubernetesClient client, ClusterCaCertificate authority) {
    this.client = client;
    this.authority = authority;
  }

  SkillToken issue(AuthenticatedPod caller, String skill) {
    AgentRun run = caller.run();
    if (run.isMarkedForDeletion() || isFinished(run)) {
      throw runFinished();
    }
    String namespace = run.getMetadata().getNamespace();
    String account = SkillGrant.name(run.getMetadata().getUid(), skill);
    var accounts = client.serviceAccounts().inNamespace(namespace).withName(account);
    ServiceAccount existing = accounts.get();
    if (existing == null || !RunObjects.isOwnedBy(existing, run)) {
      throw new GatewayException(
          ErrorCode.FORBIDDEN, "skill \"" + skill + "\" of this run holds no permissions");
    }
    if (existing.isMarkedForDeletion()) {
      throw runFinished(); // A finalizer can keep the account while its revocation is pending.
    }
    try {
      TokenRequest token =
          accounts.tokenRequest(
              new TokenRequestBuilder()
                  .withNewSpec()
                  .withExpirationSeconds(SECONDS)
                  .endSpec()
                  .build());
      return new SkillToken(
          token.getStatus().getToken(),
          token.getStatus().getExpirationTimestamp(),
          authority.pem(),
          namespace);
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        throw runFinished(); // The account was deleted meanwhile.
      }
      throw e;
    }
  }

  private static boolean isFinished(AgentRun run) {
    return Optional.ofNullable(run.getStatus())
        .filter(s ->
            s.isFinal() || s.skills().stream().map(SkillStatus::revokedAt).anyMatch(r -> r != null))
        .isPresent();
  }

  private static GatewayException runFinished() {
    return new GatewayException(ErrorCode.RUN_FINISHED, "the run has finished");
  }
}

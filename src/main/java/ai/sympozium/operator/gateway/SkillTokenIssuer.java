package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.grant.SkillGrant;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Hands a skill its short-lived API token, while its run goes on. */
@ApplicationScoped
class SkillTokenIssuer {
  /** The API server's own minimum. */
  private static final long SECONDS = 600;

  private final KubernetesClient client;
  private final ClusterCaCertificate authority;

  SkillTokenIssuer(KubernetesClient client, ClusterCaCertificate authority) {
    this.client = client;
    this.authority = authority;
  }

  ObjectNode issue(AuthenticatedPod caller, String skill) {
    AgentRun run = caller.run();
    if (run.isMarkedForDeletion() || isOver(run)) {
      throw GatewayException.runOver();
    }
    String namespace = run.getMetadata().getNamespace();
    String account = SkillGrant.name(run.getMetadata().getUid(), skill);
    var accounts = client.serviceAccounts().inNamespace(namespace).withName(account);
    ServiceAccount existing = accounts.get();
    if (existing == null || !RunObjects.isOwnedBy(existing, run)) {
      throw GatewayException.forbidden("skill \"" + skill + "\" of this run holds no rights");
    }
    try {
      TokenRequest token =
          accounts.tokenRequest(
              new TokenRequestBuilder()
                  .withNewSpec()
                  .withExpirationSeconds(SECONDS)
                  .endSpec()
                  .build());
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.put("token", token.getStatus().getToken());
      answer.put("expiresAt", token.getStatus().getExpirationTimestamp());
      answer.put("caCertificate", authority.pem());
      answer.put("namespace", namespace);
      return answer;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw GatewayException.runOver(); // Revoked in between.
      }
      throw e;
    }
  }

  private static boolean isOver(AgentRun run) {
    return Optional.ofNullable(run.getStatus())
        .filter(s ->
            (s.phase() != null && s.phase().isFinal())
                || s.skills().stream().map(SkillStatus::revokedAt).anyMatch(r -> r != null))
        .isPresent();
  }
}

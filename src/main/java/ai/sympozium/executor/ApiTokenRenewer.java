package ai.sympozium.executor;

import static ai.sympozium.ipc.SecureDirectory.PRIVATE;
import static ai.sympozium.ipc.SecureDirectory.READABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Fetches the skill's API token from the gateway and stores it at the standard path of a pod. */
final class ApiTokenRenewer {
  private static final Duration MIN_PAUSE = Duration.ofSeconds(5);

  private final GatewayClient gateway;
  private final String skill;
  private final Path directory;
  private final Map<String, String> environment;
  private final InstantSource clock;

  ApiTokenRenewer(
      GatewayClient gateway,
      String skill,
      Path directory,
      Map<String, String> environment,
      InstantSource clock) {
    this.gateway = gateway;
    this.environment = environment;
    this.skill = skill;
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Fetches and stores a token.
   *
   * @return pause before the next renewal: 80 % of the token's lifetime
   * @throws GatewayRejectedException if the skill gets no token
   */
  Duration renew() throws IOException, InterruptedException {
    var request = JsonTrees.object().put(GatewayApi.SKILL, skill);
    var response = gateway.post(GatewayApi.TOKEN_PATH, request);
    var lifetime = Duration.between(clock.instant(), expiry(response));
    try (var target = SecureDirectory.open(directory)) {
      target.write(PodContract.API_CA_FILE, bytes(response, GatewayApi.CA_CERTIFICATE), READABLE);
      var namespace = JsonTrees.requiredText(response, GatewayApi.NAMESPACE);
      target.write(PodContract.API_NAMESPACE_FILE, namespace.getBytes(UTF_8), READABLE);
      var token = JsonTrees.requiredText(response, GatewayApi.TOKEN);
      var kubeconfig = Kubeconfig.of(environment, directory, namespace, token);
      if (kubeconfig.isPresent()) {
        target.write(PodContract.API_KUBECONFIG_FILE, kubeconfig.get().getBytes(UTF_8), PRIVATE);
      }
      // The token is last, because clients check for it first.
      target.write(PodContract.API_TOKEN_FILE, token.getBytes(UTF_8), PRIVATE);
    }
    var pause = lifetime.multipliedBy(4).dividedBy(5);
    return pause.compareTo(MIN_PAUSE) > 0 ? pause : MIN_PAUSE;
  }

  /** Renews the token before it expires, until the gateway rejects it because the run finishes. */
  void keepRenewing(Duration firstPause) throws InterruptedException {
    for (var pause = firstPause; ; ) {
      Thread.sleep(pause);
      try {
        pause = renew();
      } catch (GatewayRejectedException e) {
        System.err.println("executor: the API token is not renewed: " + e.getMessage());
        return;
      } catch (IOException e) {
        System.err.println("executor: the API token is not renewed yet: " + e.getMessage());
        pause = MIN_PAUSE;
      }
    }
  }

  private static Instant expiry(JsonNode response) throws JsonShapeException {
    try {
      return Instant.parse(JsonTrees.requiredText(response, GatewayApi.EXPIRES_AT));
    } catch (DateTimeParseException e) {
      throw new JsonShapeException("\"expiresAt\" in the gateway's response is not a time");
    }
  }

  private static byte[] bytes(JsonNode response, String name) throws JsonShapeException {
    return JsonTrees.requiredText(response, name).getBytes(UTF_8);
  }
}

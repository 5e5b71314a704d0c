package ai.sympozium.executor;

import static ai.sympozium.ipc.SecureDirectory.PRIVATE;
import static ai.sympozium.ipc.SecureDirectory.READABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
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

/** The skill's API token, got from the gateway and kept where programs in a pod look for one. */
final class ApiTokenRenewer {
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

  private final GatewayClient gateway;
  private final String skill;
  private final Path directory;
  private final InstantSource clock;

  ApiTokenRenewer(GatewayClient gateway, String skill, Path directory, InstantSource clock) {
    this.gateway = gateway;
    this.skill = skill;
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Gets a token and puts it in place; says how long to wait before the next.
   *
   * @throws GatewayRejectedException when the skill gets none
   */
  Duration renew() throws IOException, InterruptedException {
    var answer = gateway.post("/v1/token", JsonTrees.object().put("skill", skill));
    var life = Duration.between(clock.instant(), expiry(answer));
    try (var target = SecureDirectory.open(directory)) {
      target.write("ca.crt", bytes(answer, "caCertificate"), READABLE);
      target.write("namespace", bytes(answer, "namespace"), READABLE);
      // Last, as programs look for it first.
      target.write("token", bytes(answer, "token"), PRIVATE);
    }
    var pause = life.multipliedBy(4).dividedBy(5);
    return pause.compareTo(SHORTEST_PAUSE) > 0 ? pause : SHORTEST_PAUSE;
  }

  /** Renews the token before it ends, until the run is over. */
  void keep(Duration firstPause) throws InterruptedException {
    for (var pause = firstPause; ; ) {
      Thread.sleep(pause);
      try {
        pause = renew();
      } catch (GatewayRejectedException e) {
        System.err.println("executor: the API token is not renewed: " + e.getMessage());
        return;
      } catch (IOException e) {
        System.err.println("executor: the API token is not renewed yet: " + e.getMessage());
        pause = SHORTEST_PAUSE;
      }
    }
  }

  private static Instant expiry(JsonNode answer) throws JsonShapeException {
    try {
      return Instant.parse(JsonTrees.requiredText(answer, "expiresAt"));
    } catch (DateTimeParseException e) {
      throw new JsonShapeException("\"expiresAt\" of the gateway's answer is not a time");
    }
  }

  private static byte[] bytes(JsonNode answer, String name) throws JsonShapeException {
    return JsonTrees.requiredText(answer, name).getBytes(UTF_8);
  }
}

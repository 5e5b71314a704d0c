package ai.sympozium.endpoint;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.oauth.OAuthSettings;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the endpoint, as the operator passes them.
 *
 * @param model name of the instance's model
 * @param ratePerMinute requests of one client; 0 for no limit
 * @param activeRuns runs of this replica at a time
 * @param runSeconds longest duration of a run
 * @param tls whether a certificate is mounted
 * @param webUI whether the chat page is served
 * @param url base URL for clients
 * @param oauth issuer of accepted access tokens, or null for keys only
 */
record EndpointSettings(
    String instance,
    String instanceUid,
    String namespace,
    String model,
    int ratePerMinute,
    int rateBurst,
    int activeRuns,
    int queuedRequests,
    long runSeconds,
    boolean tls,
    boolean webUI,
    String url,
    @Nullable OAuthSettings oauth) {

  static EndpointSettings read(String text) throws IOException {
    var json = JsonTrees.readObject(text);
    return new EndpointSettings(
        JsonTrees.requiredText(json, EndpointContract.INSTANCE),
        JsonTrees.requiredText(json, EndpointContract.INSTANCE_UID),
        JsonTrees.requiredText(json, EndpointContract.NAMESPACE),
        JsonTrees.requiredText(json, EndpointContract.MODEL),
        count(JsonTrees.number(json, EndpointContract.RATE_LIMIT_RPM, 60)),
        count(JsonTrees.number(json, EndpointContract.RATE_LIMIT_BURST, 10)),
        Math.max(1, count(JsonTrees.number(json, EndpointContract.MAX_ACTIVE_RUNS, 8))),
        count(JsonTrees.number(json, EndpointContract.MAX_QUEUED_REQUESTS, 32)),
        JsonTrees.number(json, EndpointContract.RUN_SECONDS, 600),
        JsonTrees.flag(json, EndpointContract.TLS),
        JsonTrees.flag(json, EndpointContract.WEB_UI),
        JsonTrees.requiredText(json, EndpointContract.URL),
        oauth(json));
  }

  private static @Nullable OAuthSettings oauth(ObjectNode json) throws IOException {
    if (!(json.get(EndpointContract.OAUTH) instanceof ObjectNode oauth)) {
      return null;
    }
    return new OAuthSettings(
        JsonTrees.requiredText(oauth, EndpointContract.ISSUER),
        JsonTrees.text(oauth, EndpointContract.TOKEN_AUDIENCE),
        JsonTrees.texts(oauth, EndpointContract.REQUIRED_SCOPES));
  }

  /** Returns the name of the host that clients use; empty if the URL has none. */
  String host() {
    try {
      return Objects.requireNonNullElse(URI.create(url).getHost(), "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static int count(long number) {
    return (int) Math.clamp(number, 0, Integer.MAX_VALUE);
  }
}

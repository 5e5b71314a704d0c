package ai.sympozium.endpoint.oauth;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.RequestHead;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint as a protected resource of OAuth 2.1: it accepts the tokens of an issuer, and its
 * metadata names the issuer (RFC 9728).
 */
public final class ProtectedResource implements AutoCloseable {
  /** Accepts no token, and has no metadata. */
  public static final ProtectedResource NONE = new ProtectedResource("", null, null, null);

  private static final String METADATA = "/.well-known/oauth-protected-resource";
  private static final TokenCheck INVALID = new TokenCheck.Invalid();

  /** Resources that have metadata of their own, by their paths. */
  private static final Set<String> RESOURCES = Set.copyOf(withMcp(""));

  private final String url;
  private final @Nullable OAuthSettings settings;
  private final @Nullable IssuerKeys keys;
  private final @Nullable AccessTokens tokens;

  private ProtectedResource(
      String url,
      @Nullable OAuthSettings settings,
      @Nullable IssuerKeys keys,
      @Nullable AccessTokens tokens) {
    this.url = url;
    this.settings = settings;
    this.keys = keys;
    this.tokens = tokens;
  }

  /**
   * Starts to fetch the keys of the issuer.
   *
   * @param url base URL of the endpoint
   * @param sockets sockets for the issuer, which know its authority
   */
  public static ProtectedResource of(
      @Nullable OAuthSettings settings, String url, Supplier<SSLSocketFactory> sockets) {
    return settings == null
        ? NONE
        : of(settings, url, new JsonFetcher(sockets), IssuerKeys.Times.DEFAULT);
  }

  static ProtectedResource of(
      OAuthSettings settings, String url, JsonFetcher fetcher, IssuerKeys.Times times) {
    var keys = new IssuerKeys(new AuthorizationServer(settings.issuer(), fetcher), times);
    var tokens = new AccessTokens(settings, audiences(settings, url), keys);
    return new ProtectedResource(url, settings, keys, tokens);
  }

  /** Returns the metadata, for a request of it. */
  public Optional<HttpAnswer> metadata(RequestHead head) {
    var path = head.path();
    if (settings == null
        || !head.method().equals("GET")
        || !path.startsWith(METADATA)
        || !RESOURCES.contains(path.substring(METADATA.length()))) {
      return Optional.empty();
    }
    var json = JsonTrees.object();
    json.put("resource", url + path.substring(METADATA.length()));
    json.set("authorization_servers", JsonTrees.array(List.of(settings.issuer())));
    json.set("bearer_methods_supported", JsonTrees.array(List.of("header")));
    if (!settings.requiredScopes().isEmpty()) {
      json.set("scopes_supported", JsonTrees.array(settings.requiredScopes()));
    }
    return Optional.of(HttpAnswer.json(200, json));
  }

  /** Checks what a client sent in place of a key. Does not block. */
  public TokenCheck check(String token) {
    return tokens == null ? INVALID : tokens.check(token);
  }

  /** Returns whether keys of the issuer are known, so that tokens can be accepted. */
  public boolean isReady() {
    return keys != null && keys.keys().isPresent();
  }

  /**
   * Returns the header {@code WWW-Authenticate} of a rejected request.
   *
   * @param error code of RFC 6750, or null if the request had no credentials
   */
  public String challenge(RequestHead head, @Nullable String error) {
    if (settings == null) {
      return "Bearer";
    }
    var parts = new ArrayList<String>();
    if (error != null) {
      parts.add("error=\"" + error + "\"");
    }
    if (!settings.requiredScopes().isEmpty()) {
      parts.add("scope=\"" + String.join(" ", settings.requiredScopes()) + "\"");
    }
    var resource = RESOURCES.contains(head.path()) ? head.path() : "";
    parts.add("resource_metadata=\"" + url + METADATA + resource + "\"");
    return "Bearer " + String.join(", ", parts);
  }

  @Override
  public void close() {
    if (keys != null) {
      keys.close();
    }
  }

  /** A client names the URL that it uses as the resource of its token (RFC 8707). */
  private static Set<String> audiences(OAuthSettings settings, String url) {
    var audience = settings.audience();
    if (audience != null) {
      return Set.of(audience);
    }
    var audiences = withMcp(url);
    audiences.add(url + "/");
    return audiences;
  }

  /** Returns a URL, and those of the Model Context Protocol below it. */
  private static Set<String> withMcp(String url) {
    var urls = new HashSet<String>();
    urls.add(url);
    EndpointContract.MCP_PATHS.forEach(path -> urls.add(url + path));
    return urls;
  }
}

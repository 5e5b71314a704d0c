package ai.sympozium.endpoint.oauth;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Finds the public keys of an issuer by its metadata (RFC 8414, OpenID Connect Discovery). The
 * metadata comes from the issuer itself, so it may name an HTTPS URL of any host: large issuers
 * have their keys on another one.
 */
final class AuthorizationServer implements IssuerKeys.Source {
  private static final String OAUTH = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";

  private final String issuer;
  private final JsonFetcher fetcher;

  AuthorizationServer(String issuer, JsonFetcher fetcher) {
    this.issuer = issuer;
    this.fetcher = fetcher;
  }

  @Override
  public List<JsonWebKey> fetch() throws IOException, InterruptedException {
    var uri = uri(JsonTrees.requiredText(metadata(), "jwks_uri"));
    var document = fetcher.get(uri);
    try {
      // Symmetric keys never verify the token of an issuer.
      return new JsonWebKeySet(JsonTrees.write(document))
          .getJsonWebKeys().stream().filter(PublicJsonWebKey.class::isInstance).toList();
    } catch (JoseException e) {
      throw new IOException(uri + ": not a set of keys", e);
    }
  }

  /** Returns the first document that exists and belongs to the issuer. */
  private ObjectNode metadata() throws IOException, InterruptedException {
    var failures = new ArrayList<String>();
    for (var uri : metadataUris()) {
      try {
        var metadata = fetcher.get(uri);
        if (issuer.equals(JsonTrees.text(metadata, "issuer"))) {
          return metadata;
        }
        failures.add(uri + ": another issuer");
      } catch (IOException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    throw new IOException(String.join("; ", failures));
  }

  private Set<URI> metadataUris() throws IOException {
    var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    var path = base.indexOf('/', "https://".length());
    var origin = path < 0 ? base : base.substring(0, path);
    var suffix = path < 0 ? "" : base.substring(path);
    var uris = new LinkedHashSet<URI>();
    uris.add(uri(origin + OAUTH + suffix));
    uris.add(uri(origin + OPENID + suffix));
    uris.add(uri(base + OPENID));
    return uris;
  }

  private static URI uri(String text) throws IOException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a URL: " + text, e);
    }
  }
}

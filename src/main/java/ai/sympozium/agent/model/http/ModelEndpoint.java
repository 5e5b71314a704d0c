package ai.sympozium.agent.model.http;

import ai.sympozium.agent.model.ModelException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * URL of a model's API. Users write base URLs with or without a version, a trailing slash or a
 * query. Where the version is missing, a second URL is tried after a 404.
 */
public final class ModelEndpoint {
  private static final Pattern VERSION = Pattern.compile("/v\\d+[a-z0-9]*(/|$)");

  private final List<URI> candidates;
  private int current;

  private ModelEndpoint(List<URI> candidates) {
    this.candidates = candidates;
  }

  /**
   * Creates an endpoint.
   *
   * @param operation path of the operation below the base URL, for example {@code chat/completions}
   * @param versionFirst whether a path without a version usually lacks {@code /v1}
   */
  public static ModelEndpoint of(String base, String operation, boolean versionFirst)
      throws ModelException {
    var uri = http(base);
    if (uri == null) {
      throw new ModelException(
          "model.baseURL: \""
              + base
              + "\" is not an http or https URL. Use a URL such as https://models.example/v1.");
    }
    var path = (uri.getRawPath() == null ? "" : uri.getRawPath()).replaceAll("/+$", "");
    if (path.endsWith("/" + operation)) {
      return new ModelEndpoint(List.of(withPath(uri, path)));
    }
    var plain = withPath(uri, path + "/" + operation);
    if (VERSION.matcher(path).find()) {
      return new ModelEndpoint(List.of(plain));
    }
    var versioned = withPath(uri, path + "/v1/" + operation);
    return new ModelEndpoint(
        path.isEmpty() || versionFirst ? List.of(versioned, plain) : List.of(plain, versioned));
  }

  URI uri() {
    return candidates.get(current);
  }

  /** Switches to the other URL. Returns false if all were tried. */
  boolean next() {
    if (current + 1 == candidates.size()) {
      return false;
    }
    current++;
    return true;
  }

  /** Switches back to the first URL, unless the current one has worked. */
  void resetUnless(boolean confirmed) {
    if (!confirmed) {
      current = 0;
    }
  }

  /** Returns the URL without parts that can contain a key. */
  @Override
  public String toString() {
    var uri = uri();
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + uri.getRawPath();
  }

  private static @Nullable URI http(String base) {
    try {
      var uri = new URI(base.strip());
      var scheme = uri.getScheme();
      var known = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      return known && uri.getHost() != null ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static URI withPath(URI base, String path) {
    var query = base.getRawQuery();
    return URI.create(
        base.getScheme()
            + "://"
            + base.getRawAuthority()
            + path
            + (query == null ? "" : "?" + query));
  }
}

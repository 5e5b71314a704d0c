package ai.sympozium.agent.fetch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Response of a server, after redirects.
 *
 * @param url URL of the last response
 * @param redirected whether this is not the URL that was asked for
 * @param contentType value of the header, or null
 * @param body decompressed content
 * @param truncated whether the content was longer than the limit
 * @param droppedHeaders headers that were not sent to the host of a redirect
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FetchedPage(
    int status,
    String reason,
    String url,
    boolean redirected,
    @Nullable String contentType,
    byte[] body,
    boolean truncated,
    List<String> droppedHeaders) {

  public boolean isSuccessful() {
    return status >= 200 && status < 300;
  }
}

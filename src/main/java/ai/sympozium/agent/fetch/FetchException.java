package ai.sympozium.agent.fetch;

import ai.sympozium.base.SympoziumException;

/** Reports a page that cannot be fetched, with a hint what to do. */
public final class FetchException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String hint;

  FetchException(String code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  /** Returns the kind of the failure, in CamelCase. */
  public String code() {
    return code;
  }

  public String hint() {
    return hint;
  }

  static FetchException invalidUrl(String url, String problem) {
    return new FetchException(
        "InvalidURL", url + " " + problem, "Use a complete URL such as https://example.com/page.");
  }
}

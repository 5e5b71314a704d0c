package ai.sympozium.net;

import ai.sympozium.base.SympoziumException;

/** Reports a request that cannot be made, with a hint what to do. */
public final class RequestException extends SympoziumException {
  /** Code of an address that is neither public nor allowed by an administrator. */
  public static final String ADDRESS_NOT_ALLOWED = "AddressNotAllowed";

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String hint;

  public RequestException(String code, String message, String hint) {
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

  static RequestException invalidUrl(String url, String problem) {
    return new RequestException(
        "InvalidURL", url + " " + problem, "Use a complete URL such as https://example.com/page.");
  }
}

package ai.sympozium.net;

import ai.sympozium.base.CodedException;

/** Reports a request that cannot be made, with a hint what to do. */
public final class RequestException extends CodedException {
  /** Code of an address that is neither public nor allowed by an administrator. */
  public static final String ADDRESS_NOT_ALLOWED = "AddressNotAllowed";

  private static final long serialVersionUID = 1L;

  public RequestException(String code, String message, String hint) {
    super(code, message, hint);
  }

  static RequestException invalidUrl(String url, String problem) {
    return new RequestException(
        "InvalidURL", url + " " + problem, "Use a complete URL such as https://example.com/page.");
  }
}

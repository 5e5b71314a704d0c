package ai.sympozium.endpoint.http;

import java.util.Map;

/** Decides which requests are served, and how the server answers the others. */
public interface RequestGate {
  /** Decides from the head of a request, before its body is read. Must not block. */
  Admission admit(RequestHead head);

  /** Returns the answer to a request that the server cannot serve. */
  HttpAnswer answer(HttpFailure failure);

  /** Decision about a request. */
  sealed interface Admission {}

  /**
   * The request is served.
   *
   * @param client name of the authenticated client
   * @param headers headers of every response to the request
   */
  record Admitted(String client, Map<String, String> headers) implements Admission {
    public Admitted {
      headers = Map.copyOf(headers);
    }
  }

  /** The request is answered at once, and its body is not read. */
  record Answered(HttpAnswer answer) implements Admission {}
}

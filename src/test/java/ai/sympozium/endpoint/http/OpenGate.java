package ai.sympozium.endpoint.http;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Admits all requests. An error response has the name of the failure as its body. */
public final class OpenGate implements RequestGate {
  private final Function<RequestHead, String> client;
  private final AtomicInteger overloads = new AtomicInteger();

  /**
   * Creates a gate.
   *
   * @param client names the client of a request
   */
  public OpenGate(Function<RequestHead, String> client) {
    this.client = client;
  }

  @Override
  public Admission admit(RequestHead head) {
    return new Admitted(client.apply(head), Map.of());
  }

  @Override
  public HttpAnswer answer(HttpFailure failure) {
    var status =
        switch (failure) {
          case MALFORMED -> 400;
          case BODY_TOO_LARGE -> 413;
          case BODY_TIMEOUT -> 408;
          case OVERLOADED -> {
            overloads.incrementAndGet();
            yield 503;
          }
          case STOPPING -> 503;
          case INTERNAL_ERROR -> 500;
        };
    return HttpAnswer.text(status, failure.name());
  }

  /** Returns the number of requests that were rejected because there were too many. */
  public int overloads() {
    return overloads.get();
  }
}

package ai.sympozium.agent.model.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Decides whether another attempt can help, and says what to change if it cannot. */
final class FailureClassifier {
  private static final Pattern QUOTA =
      Pattern.compile(
          "(?i)insufficient_quota|billing_hard_limit|billing_not_active|insufficient (balance|funds)"
              + "|credit balance is too low|exceeded your current quota, please check your plan");
  private static final Pattern TOOLS =
      Pattern.compile(
          "(?i)does not support tools|tools? (is|are) not supported|tool.?call.?parser");
  private static final String CHECK_URL =
      " Set baseURL to the URL of the API; for most servers it ends with /v1.";

  private final ModelEndpoint endpoint;
  private final boolean hasKey;

  FailureClassifier(ModelEndpoint endpoint, boolean hasKey) {
    this.endpoint = endpoint;
    this.hasKey = hasKey;
  }

  Failure classify(ErrorResponse error) {
    var status = error.status();
    if (status == 429 && error.contains(QUOTA)) {
      return permanent(answered(error) + " (the account has no quota left)");
    }
    if (status == 408 || status == 425 || status == 429 || status >= 502) {
      return new Failure(Failure.Kind.UNAVAILABLE, answered(error), error.retryAfter());
    }
    if (status >= 500 && status != 501) {
      return new Failure(Failure.Kind.FAULT, answered(error), error.retryAfter());
    }
    if (status / 100 == 3 || error.webPage()) {
      return permanent(
          "model.baseURL: the server at "
              + endpoint
              + " answered "
              + status
              + " with "
              + error.message()
              + " instead of the API."
              + CHECK_URL);
    }
    return permanent(answered(error) + advice(error));
  }

  Failure classify(IOException e) {
    var message = "the model at " + endpoint + " cannot be reached: " + e;
    if (isOfTls(e)) {
      return permanent(
          message
              + " (check that model.baseURL has the scheme of the server and that the server's certificate"
              + " is trusted; agents.default.tls.caCertConfigMapRef names a private authority)");
    }
    var absent =
        e instanceof ConnectException
            || e instanceof UnknownHostException
            || e instanceof NoRouteToHostException;
    return new Failure(absent ? Failure.Kind.UNAVAILABLE : Failure.Kind.FAULT, message);
  }

  /** Returns the failure for a response that is not in the format of the API. */
  Failure unknownFormat(String what) {
    return permanent(
        "the model at "
            + endpoint
            + " answered in an unknown format: "
            + what
            + " (check model.baseURL and model.provider)");
  }

  private static Failure permanent(String message) {
    return new Failure(Failure.Kind.PERMANENT, message);
  }

  private static boolean isOfTls(IOException e) {
    return e instanceof SSLHandshakeException
        || e instanceof SSLException && String.valueOf(e.getMessage()).contains("SSL message");
  }

  private String answered(ErrorResponse error) {
    return "the model at " + endpoint + " answered " + error.status() + ": " + error.message();
  }

  private String advice(ErrorResponse error) {
    if (error.contains(TOOLS)) {
      return " (the agent needs a model and a server that support tool calls)";
    }
    return switch (error.status()) {
      case 401, 403 ->
          hasKey
              ? " (the key of the instance's authRefs is set, but the model rejects it)"
              : " (no key is set; name its Secret in the instance's authRefs)";
      case 404, 405 -> " (check model.model and model.baseURL)";
      default -> "";
    };
  }
}

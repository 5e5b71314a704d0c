package ai.sympozium.channel;

import ai.sympozium.net.Connector;
import ai.sympozium.net.RequestException;
import ai.sympozium.net.RequestUrl;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Posts messages to a webhook. Follows no redirect, and never puts the URL, the key or the answer
 * of the receiver into an outcome: a URL often contains a token.
 */
final class WebhookSender implements MessageSender {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final String SETTING = "spec.channels[].configRef.secret: ";

  private final Connector connector;
  private final WebhookSettings settings;
  private final Duration timeout;

  WebhookSender(Connector connector, WebhookSettings settings) {
    this(connector, settings, TIMEOUT);
  }

  WebhookSender(Connector connector, WebhookSettings settings, Duration timeout) {
    this.connector = connector;
    this.settings = settings;
    this.timeout = timeout;
  }

  @Override
  public DeliveryOutcome send(OutgoingMessage message) throws InterruptedException {
    var task = new FutureTask<>(() -> post(message));
    // The interrupt of a virtual thread closes the socket that it waits for.
    var thread = Thread.ofVirtual().name("webhook").start(task);
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return DeliveryOutcome.retry(
          "Timeout",
          "The receiver did not answer within " + timeout.toSeconds() + " s.",
          Duration.ZERO);
    } catch (ExecutionException e) {
      return failure(Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      thread.interrupt();
    }
  }

  private DeliveryOutcome post(OutgoingMessage message)
      throws IOException, RequestException, org.apache.hc.core5.http.HttpException {
    var url = settings.read(WebhookSettings.URL);
    var key = settings.read(WebhookSettings.SIGNING_KEY);
    if (url == null || key == null) {
      return DeliveryOutcome.retry(
          "SettingMissing",
          SETTING
              + "The Secret has no key "
              + (url == null ? WebhookSettings.URL : WebhookSettings.SIGNING_KEY)
              + ". Add it.",
          Duration.ZERO);
    }
    try (var request = WebhookRequest.open(connector, RequestUrl.of(url))) {
      var body = message.body();
      return outcome(request.post(body, WebhookSignature.of(body, key), message.id()));
    }
  }

  private static DeliveryOutcome outcome(WebhookRequest.Response response) {
    var status = response.status();
    var message = "The receiver answered with HTTP " + status + ".";
    if (status >= 200 && status < 300) {
      return DeliveryOutcome.sent();
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return DeliveryOutcome.retry(
          "ReceiverUnavailable",
          message,
          RetryAfterHeader.read(response.retryAfter(), Instant.now()));
    }
    return status >= 300 && status < 400
        ? DeliveryOutcome.failed(
            "RedirectNotFollowed",
            SETTING + message + " Set the key url of the Secret to the final URL.")
        : DeliveryOutcome.failed(
            "Rejected", SETTING + message + " Check the keys url and signingKey of the Secret.");
  }

  private static DeliveryOutcome failure(Throwable cause) {
    return switch (cause) {
      case RequestException e when e.code().equals(RequestException.ADDRESS_NOT_ALLOWED) ->
          DeliveryOutcome.failed(
              e.code(), SETTING + "The key url of the Secret is not allowed. " + e.hint());
      case RequestException e ->
          DeliveryOutcome.failed(
              e.code(), SETTING + "The key url of the Secret is not a URL. Correct it.");
      case UnknownHostException e ->
          retry("UnknownHost", "The host in the key url of the Secret cannot be resolved.");
      case SSLException e ->
          retry("TLSError", "The certificate or the encryption of the receiver is not valid.");
      default -> retry("ConnectionFailed", "The connection to the receiver failed.");
    };
  }

  private static DeliveryOutcome retry(String reason, String message) {
    return DeliveryOutcome.retry(reason, message, Duration.ZERO);
  }
}

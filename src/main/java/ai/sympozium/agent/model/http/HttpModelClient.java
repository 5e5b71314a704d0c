package ai.sympozium.agent.model.http;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.ContextOverflowException;
import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ModelClient;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.base.JsonShapeException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls a model over HTTP. Retries transient failures within the run's time, and changes requests
 * that the server does not accept.
 */
public final class HttpModelClient implements ModelClient {
  /** More changes for one message do not help. */
  private static final int MAX_ADAPTATIONS = 12;

  private static final Pattern MODEL = Pattern.compile("(?i)\\bmodel\\b");

  private final ModelProtocol protocol;
  private final ModelEndpoint endpoint;
  private final ModelHttpExchange exchange;
  private final FailureClassifier classifier;
  private final Instant deadline;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final ModelListener listener;
  private boolean endpointConfirmed;

  /** Creates a client whose attempts end at a deadline. */
  public HttpModelClient(
      ModelProtocol protocol,
      ModelEndpoint endpoint,
      Credentials credentials,
      Instant deadline,
      InstantSource clock,
      Sleeper sleeper,
      ModelListener listener) {
    var key = credentials.key();
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(protocol.headers());
    if (key != null) {
      headers.putAll(protocol.authentication(key));
    }
    headers.putAll(credentials.headers());
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.exchange = new ModelHttpExchange(headers, new KeyMask(key), clock, credentials.route());
    this.classifier = new FailureClassifier(endpoint, key != null);
    this.deadline = deadline;
    this.clock = clock;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  /**
   * Credentials that a server requires from its clients.
   *
   * @param key key of the API, or null if it needs none
   * @param headers additional headers, for example for a gateway
   * @param route how to reach the server
   */
  public record Credentials(@Nullable String key, Map<String, String> headers, Route route) {
    /** Creates credentials for a server that is reached directly. */
    public Credentials(@Nullable String key, Map<String, String> headers) {
      this(key, headers, Route.DIRECT);
    }

    public Credentials {
      key = key == null || key.isBlank() ? null : key.strip();
      headers = Map.copyOf(headers);
    }
  }

  @Override
  public ChatCompletion complete(List<Message> conversation, List<ToolDefinition> tools)
      throws ModelException, InterruptedException {
    var retries = new RetryPolicy(deadline, clock, sleeper, listener);
    var adaptations = 0;
    while (true) {
      var body = protocol.request(conversation, tools);
      try {
        listener.messageStarted();
        var completion =
            exchange.send(endpoint.uri(), body, protocol.reader(tools), listener::textAdded);
        endpointConfirmed = true;
        return completion;
      } catch (ErrorResponseException e) {
        var error = e.response();
        failIfContextOverflows(error);
        var adapted =
            adaptations++ < MAX_ADAPTATIONS && (protocol.adapt(error, body) || otherUrl(error));
        if (!adapted) {
          endpoint.resetUnless(endpointConfirmed);
          retries.await(classifier.classify(error));
        }
      } catch (JsonShapeException e) {
        retries.await(classifier.unknownFormat(e.getMessage()));
      } catch (IOException e) {
        retries.await(classifier.classify(e));
      }
    }
  }

  private void failIfContextOverflows(ErrorResponse error) throws ContextOverflowException {
    if (ContextOverflow.isReportedBy(error)) {
      throw new ContextOverflowException(
          classifier.classify(error).message(), ContextOverflow.limit(error));
    }
  }

  /** A 404 about the path can mean a missing version. A 404 about the model is final. */
  private boolean otherUrl(ErrorResponse error) {
    var absent = error.status() == 404 || error.status() == 405;
    return !endpointConfirmed
        && absent
        && !error.webPage()
        && !error.contains(MODEL)
        && endpoint.next();
  }
}

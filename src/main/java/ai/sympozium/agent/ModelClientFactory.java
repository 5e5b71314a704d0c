package ai.sympozium.agent;

import ai.sympozium.agent.model.ModelClient;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ReplayModelClient;
import ai.sympozium.agent.model.anthropic.AnthropicProtocol;
import ai.sympozium.agent.model.http.HttpModelClient;
import ai.sympozium.agent.model.http.HttpModelClient.Credentials;
import ai.sympozium.agent.model.http.ModelEndpoint;
import ai.sympozium.agent.model.http.ModelListener;
import ai.sympozium.agent.model.http.ModelProtocol;
import ai.sympozium.agent.model.http.Route;
import ai.sympozium.agent.model.http.Sleeper;
import ai.sympozium.agent.model.openai.OpenAiProtocol;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.PodContract;
import ai.sympozium.net.ProxyRules;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Creates the client for the provider of a run. */
final class ModelClientFactory {
  private final Map<String, String> environment;
  private final Path replay;
  private final ModelAuthorities authorities;
  private final HeaderSecret headers;
  private final InstantSource clock;
  private final Sleeper sleeper;

  ModelClientFactory(
      Map<String, String> environment,
      Path replay,
      ModelAuthorities authorities,
      HeaderSecret headers,
      InstantSource clock,
      Sleeper sleeper) {
    this.environment = environment;
    this.replay = replay;
    this.authorities = authorities;
    this.headers = headers;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /** Creates a client whose attempts end at the deadline of the run. */
  ModelClient create(AgentInput input, Instant deadline, ModelListener listener)
      throws ModelException {
    var model = input.model();
    var maxTokens = input.limits().outputTokens();
    var provider = model.provider();
    if (provider.equals(PodContract.PROVIDER_REPLAY)) {
      return ReplayModelClient.of(replay);
    }
    var baseUrl = model.baseURL();
    if (provider.equals(PodContract.PROVIDER_ANTHROPIC)) {
      var url = baseUrl == null || baseUrl.isBlank() ? AnthropicProtocol.BASE_URL : baseUrl;
      return client(
          model,
          new AnthropicProtocol(model.model(), model.thinking(), maxTokens),
          ModelEndpoint.of(url, AnthropicProtocol.OPERATION, true),
          deadline,
          listener);
    }
    if (!PodContract.OPENAI_PROVIDERS.contains(provider)) {
      throw new ModelException(
          "model.provider: \"" + provider + "\" is unknown. Use openai, anthropic or replay.");
    }
    var url = baseUrl == null || baseUrl.isBlank() ? OpenAiProtocol.BASE_URL : baseUrl;
    return client(
        model,
        new OpenAiProtocol(provider, model.model(), model.thinking(), maxTokens),
        ModelEndpoint.of(url, OpenAiProtocol.OPERATION, false),
        deadline,
        listener);
  }

  private ModelClient client(
      AgentInput.Model model,
      ModelProtocol protocol,
      ModelEndpoint endpoint,
      Instant deadline,
      ModelListener listener)
      throws ModelException {
    var added = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    added.putAll(model.headers());
    added.putAll(headers.read());
    return new HttpModelClient(
        protocol,
        endpoint,
        new Credentials(
            environment.get(PodContract.modelKey(model.provider())),
            added,
            new Route(authorities.sockets(), proxies())),
        deadline,
        clock,
        sleeper,
        listener);
  }

  private ProxyRules proxies() throws ModelException {
    try {
      return ProxyRules.of(environment);
    } catch (IllegalArgumentException e) {
      throw new ModelException(String.valueOf(e.getMessage()));
    }
  }
}

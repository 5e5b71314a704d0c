package ai.sympozium.agent;

import ai.sympozium.agent.model.ModelClient;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ReplayModelClient;
import ai.sympozium.agent.model.anthropic.AnthropicProtocol;
import ai.sympozium.agent.model.http.HttpModelClient;
import ai.sympozium.agent.model.http.HttpModelClient.Credentials;
import ai.sympozium.agent.model.http.ModelEndpoint;
import ai.sympozium.agent.model.http.ModelProtocol;
import ai.sympozium.agent.model.http.Route;
import ai.sympozium.agent.model.http.Sleeper;
import ai.sympozium.agent.model.http.WaitListener;
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
  private final WaitListener listener;

  ModelClientFactory(
      Map<String, String> environment,
      Path replay,
      ModelAuthorities authorities,
      HeaderSecret headers,
      InstantSource clock,
      Sleeper sleeper,
      WaitListener listener) {
    this.environment = environment;
    this.replay = replay;
    this.authorities = authorities;
    this.headers = headers;
    this.clock = clock;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  /** Creates a client whose attempts end at the deadline of the run. */
  ModelClient create(AgentInput.Model model, Instant deadline) throws ModelException {
    var provider = model.provider();
    if (provider.equals(PodContract.PROVIDER_REPLAY)) {
      return ReplayModelClient.of(replay);
    }
    var baseUrl = model.baseURL();
    if (provider.equals(PodContract.PROVIDER_ANTHROPIC)) {
      var url = baseUrl == null || baseUrl.isBlank() ? AnthropicProtocol.BASE_URL : baseUrl;
      return client(
          model,
          new AnthropicProtocol(model.model(), model.thinking()),
          ModelEndpoint.of(url, AnthropicProtocol.OPERATION, true),
          deadline);
    }
    if (!PodContract.OPENAI_PROVIDERS.contains(provider)) {
      throw new ModelException(
          "model.provider: \"" + provider + "\" is unknown. Use openai, anthropic or replay.");
    }
    var url = baseUrl == null || baseUrl.isBlank() ? OpenAiProtocol.BASE_URL : baseUrl;
    return client(
        model,
        new OpenAiProtocol(provider, model.model(), model.thinking()),
        ModelEndpoint.of(url, OpenAiProtocol.OPERATION, false),
        deadline);
  }

  private ModelClient client(
      AgentInput.Model model, ModelProtocol protocol, ModelEndpoint endpoint, Instant deadline)
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

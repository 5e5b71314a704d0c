package ai.sympozium.operator.endpoint;

import ai.sympozium.api.AgentConfig;
import ai.sympozium.api.EndpointGateway;
import ai.sympozium.api.EndpointOAuth;
import ai.sympozium.api.EndpointSpec;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.agentrun.plan.Durations;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an instance's endpoint, from the parameters of its pack and the field {@code
 * spec.endpoint}.
 *
 * @param hostname name under which an Ingress or an HTTPRoute offers the endpoint
 * @param rateLimitRPM requests of a key in a minute; 0 for no limit
 * @param ownKeySecret Secret with the accepted keys, or null for the generated one
 * @param oauth issuer of accepted access tokens, or null for keys only
 * @param model name of the model
 * @param runTime longest duration of a run
 */
record EndpointSettings(
    @Nullable String hostname,
    int rateLimitRPM,
    int rateLimitBurst,
    @Nullable String ownKeySecret,
    int replicas,
    int maxActiveRuns,
    int maxQueuedRequests,
    boolean webUI,
    @Nullable String tlsSecret,
    @Nullable String ingressClass,
    @Nullable EndpointGateway gateway,
    @Nullable EndpointOAuth oauth,
    String model,
    Duration runTime) {
  private static final int HTTPS_PORT = 443;
  private static final int API_SERVER_PORT = 6443;
  private static final int MAX_PORT = 1 << 16;
  private static final int DEFAULT_RPM = 60;
  private static final int DEFAULT_BURST = 10;
  private static final int DEFAULT_ACTIVE_RUNS = 8;
  private static final int DEFAULT_QUEUED_REQUESTS = 32;
  private static final Duration DEFAULT_RUN_TIME = Duration.ofMinutes(10);

  /**
   * Reads the settings of an instance that attaches the pack.
   *
   * @throws InvalidEndpointException if a parameter or the name of the instance cannot be used
   */
  static EndpointSettings of(SympoziumInstance instance) {
    if (!EndpointNames.isPossible(instance)) {
      throw new InvalidEndpointException(
          "metadata.name: \""
              + instance.getMetadata().getName()
              + "\" cannot be part of the name of a Service. An instance with an endpoint needs a"
              + " name of at most 42 lower-case letters, digits and dashes, with a letter first.");
    }
    EndpointParameters parameters = EndpointParameters.of(instance.getSpec().skills());
    EndpointSpec spec =
        Objects.requireNonNullElse(instance.getSpec().endpoint(), EndpointSpec.DEFAULT);
    String hostname = parameters.name(EndpointParameters.HOSTNAME);
    requireConsistent(spec, hostname);
    AgentConfig agent = instance.getSpec().agents().defaultAgent();
    return new EndpointSettings(
        hostname,
        parameters.number(EndpointParameters.RATE_LIMIT_RPM, DEFAULT_RPM, 0),
        parameters.number(EndpointParameters.RATE_LIMIT_BURST, DEFAULT_BURST, 1),
        parameters.name(EndpointParameters.AUTH_SECRET_REF),
        Objects.requireNonNullElse(spec.replicas(), 1),
        Objects.requireNonNullElse(spec.maxActiveRuns(), DEFAULT_ACTIVE_RUNS),
        Objects.requireNonNullElse(spec.maxQueuedRequests(), DEFAULT_QUEUED_REQUESTS),
        Boolean.TRUE.equals(spec.webUI()),
        spec.tlsSecretRef(),
        spec.ingressClassName(),
        spec.gatewayRef(),
        spec.oauth(),
        agent.model(),
        Optional.ofNullable(agent.runTimeout()).flatMap(Durations::parse).orElse(DEFAULT_RUN_TIME));
  }

  private static void requireConsistent(EndpointSpec spec, @Nullable String hostname) {
    if (spec.gatewayRef() == null) {
      return;
    }
    if (hostname == null) {
      throw new InvalidEndpointException(
          "spec.endpoint.gatewayRef: needs the parameter hostname of the pack web-endpoint.");
    }
    if (spec.ingressClassName() != null || spec.tlsSecretRef() != null) {
      throw new InvalidEndpointException(
          "spec.endpoint.gatewayRef: replaces the Ingress, and the Gateway has the certificate."
              + " Remove ingressClassName and tlsSecretRef.");
    }
  }

  /** Whether the pods serve HTTPS. With a host name, Ingress or Gateway have the certificate. */
  boolean podsServeTls() {
    return tlsSecret != null && hostname == null;
  }

  /** Returns the ports of servers whose addresses are not known: the API server and the issuer. */
  Set<Integer> serverPorts() {
    Set<Integer> ports = new TreeSet<>(Set.of(HTTPS_PORT, API_SERVER_PORT));
    if (oauth != null) {
      ports.add(port(oauth));
    }
    return ports;
  }

  /** The pattern of the field accepts some texts that are no URL. */
  private static int port(EndpointOAuth oauth) {
    try {
      int port = new URI(oauth.issuer()).parseServerAuthority().getPort();
      if (port < MAX_PORT) {
        return port < 0 ? HTTPS_PORT : port;
      }
    } catch (URISyntaxException e) {
      // The message below names the field.
    }
    throw new InvalidEndpointException(
        "spec.endpoint.oauth.issuer: \"" + oauth.issuer() + "\" is not an https URL.");
  }

  /** Returns the Secret with the accepted keys. */
  String keySecret(SympoziumInstance instance) {
    return ownKeySecret == null ? EndpointNames.keySecret(instance) : ownKeySecret;
  }

  /** Returns the base URL for clients. */
  String url(SympoziumInstance instance) {
    if (hostname != null) {
      return scheme() + "://" + hostname;
    }
    return (tlsSecret == null ? "http://" : "https://")
        + EndpointNames.of(instance)
        + "."
        + instance.getMetadata().getNamespace()
        + ".svc:"
        + EndpointContract.PORT;
  }

  private String scheme() {
    if (gateway != null) {
      return Objects.requireNonNullElse(gateway.scheme(), "https");
    }
    return tlsSecret == null ? "http" : "https";
  }
}

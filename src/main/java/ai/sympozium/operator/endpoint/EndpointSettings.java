package ai.sympozium.operator.endpoint;

import ai.sympozium.api.AgentConfig;
import ai.sympozium.api.EndpointSpec;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.agentrun.plan.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an instance's endpoint, from the parameters of its pack and the field {@code
 * spec.endpoint}.
 *
 * @param hostname name under which an Ingress offers the endpoint
 * @param rateLimitRPM requests of a key in a minute; 0 for no limit
 * @param ownKeySecret Secret with the accepted keys, or null for the generated one
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
    String model,
    Duration runTime) {
  private static final String HOSTNAME = "hostname";
  private static final String RATE_LIMIT_RPM = "rate_limit_rpm";
  private static final String RATE_LIMIT_BURST = "rate_limit_burst";
  private static final String AUTH_SECRET_REF = "auth_secret_ref";
  private static final List<String> PARAMETERS =
      List.of(HOSTNAME, RATE_LIMIT_RPM, RATE_LIMIT_BURST, AUTH_SECRET_REF);

  private static final int DEFAULT_RPM = 60;
  private static final int DEFAULT_BURST = 10;
  private static final int MAX_RATE = 1_000_000;
  private static final int DEFAULT_ACTIVE_RUNS = 8;
  private static final int DEFAULT_QUEUED_REQUESTS = 32;
  private static final Duration DEFAULT_RUN_TIME = Duration.ofMinutes(10);

  private static final int MAX_NAME_LENGTH = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** Returns whether an instance attaches the pack of endpoints. */
  static boolean areIn(SympoziumInstance instance) {
    return instance.getSpec().skills().stream().anyMatch(AttachedSkills::isEndpoint);
  }

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
    Parameters parameters = Parameters.of(instance.getSpec().skills());
    EndpointSpec spec =
        Objects.requireNonNullElse(instance.getSpec().endpoint(), EndpointSpec.DEFAULT);
    AgentConfig agent = instance.getSpec().agents().defaultAgent();
    return new EndpointSettings(
        parameters.name(HOSTNAME),
        parameters.number(RATE_LIMIT_RPM, DEFAULT_RPM, 0),
        parameters.number(RATE_LIMIT_BURST, DEFAULT_BURST, 1),
        parameters.name(AUTH_SECRET_REF),
        Objects.requireNonNullElse(spec.replicas(), 1),
        Objects.requireNonNullElse(spec.maxActiveRuns(), DEFAULT_ACTIVE_RUNS),
        Objects.requireNonNullElse(spec.maxQueuedRequests(), DEFAULT_QUEUED_REQUESTS),
        Boolean.TRUE.equals(spec.webUI()),
        spec.tlsSecretRef(),
        spec.ingressClassName(),
        agent.model(),
        Optional.ofNullable(agent.runTimeout()).flatMap(Durations::parse).orElse(DEFAULT_RUN_TIME));
  }

  /** Returns the Secret with the accepted keys. */
  String keySecret(SympoziumInstance instance) {
    return ownKeySecret == null ? EndpointNames.keySecret(instance) : ownKeySecret;
  }

  /** Returns the base URL for clients. */
  String url(SympoziumInstance instance) {
    if (hostname != null) {
      return (tlsSecret == null ? "http://" : "https://") + hostname;
    }
    return (tlsSecret == null ? "http://" : "https://")
        + EndpointNames.of(instance)
        + "."
        + instance.getMetadata().getNamespace()
        + ".svc:"
        + EndpointContract.PORT;
  }

  /**
   * Parameters of the pack.
   *
   * @param fieldPath path of the parameters, for messages
   */
  private record Parameters(String fieldPath, Map<String, String> values) {
    static Parameters of(List<SkillRef> skills) {
      for (int i = 0; i < skills.size(); i++) {
        if (AttachedSkills.isEndpoint(skills.get(i))) {
          Parameters found =
              new Parameters("spec.skills[" + i + "].params", skills.get(i).params());
          found.requireKnown();
          return found;
        }
      }
      throw new IllegalArgumentException("the instance does not attach the pack");
    }

    private void requireKnown() {
      for (String name : new TreeSet<>(values.keySet())) {
        if (!PARAMETERS.contains(name)) {
          throw new InvalidEndpointException(
              fieldPath
                  + "."
                  + name
                  + ": is not a parameter of the pack web-endpoint. Use "
                  + String.join(", ", PARAMETERS)
                  + ", or the fields of spec.endpoint.");
        }
      }
    }

    @Nullable String name(String parameter) {
      String value = values.getOrDefault(parameter, "").strip();
      if (value.isEmpty()) {
        return null;
      }
      if (value.length() > MAX_NAME_LENGTH || !NAME.matcher(value).matches()) {
        throw new InvalidEndpointException(
            fieldPath
                + "."
                + parameter
                + ": \""
                + value
                + "\" is not a name. Use lower-case letters, digits, dashes and dots.");
      }
      return value;
    }

    int number(String parameter, int fallback, int min) {
      String value = values.getOrDefault(parameter, "").strip();
      if (value.isEmpty()) {
        return fallback;
      }
      if (value.matches("[0-9]{1,7}")) {
        int number = Integer.parseInt(value);
        if (number >= min && number <= MAX_RATE) {
          return number;
        }
      }
      throw new InvalidEndpointException(
          fieldPath
              + "."
              + parameter
              + ": \""
              + value
              + "\" is not a number between "
              + min
              + " and "
              + MAX_RATE
              + ". Use a number such as "
              + fallback
              + ".");
    }
  }
}

package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.AgentConfig;
import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AuthRef;
import ai.sympozium.api.ModelSpec;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Resolves provider, model, endpoint and key of a run. The run's settings override the instance's.
 */
final class ModelResolver {
  /** Model of a run that only calls a tool. Without a key, headers and an endpoint. */
  static final RunPlan.Model NONE =
      new RunPlan.Model(PodContract.PROVIDER_NONE, "", null, null, null, Map.of());

  private static final Set<String> PROVIDERS = providers();

  /** A token of RFC 9110. */
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private final String namespace;
  private final ModelSpec requested;
  private final SympoziumInstance instance;
  private final AgentConfig defaults;
  private final ClusterReader cluster;

  ModelResolver(AgentRun run, SympoziumInstance instance, ClusterReader cluster) {
    namespace = run.getMetadata().getNamespace();
    requested = Objects.requireNonNullElse(run.getSpec().model(), ModelSpec.OF_INSTANCE);
    this.instance = instance;
    defaults = instance.getSpec().agents().defaultAgent();
    this.cluster = cluster;
  }

  RunPlan.Model resolve() {
    String provider = provider();
    Setting model =
        Setting.of("spec.model.model", requested.model())
            .or(() -> Setting.of(instance, "agents.default.model", defaults.model()))
            .orElse(new Setting("spec.model.model", ""));
    if (provider.equals(PodContract.PROVIDER_REPLAY)) {
      checkProviderAndTranscriptComeFromSameObject();
      checkTranscript(model);
      return new RunPlan.Model(provider, model.value(), null, null, null, Map.of());
    }
    Optional<String> baseUrl = baseUrl();
    Optional<String> secret = keySecret(provider);
    checkKeyStaysAtItsEndpoint(secret);
    return new RunPlan.Model(
        provider,
        model.value(),
        baseUrl.orElse(null),
        secret.orElse(null),
        Setting.firstNonBlank(requested.thinking(), defaults.thinking()).orElse(null),
        headers(),
        hasOwnEndpoint()
            ? null
            : Setting.firstNonBlank(defaults.providerHeadersSecretRef()).orElse(null));
  }

  private String provider() {
    Setting provider =
        Setting.of("spec.model.provider", requested.provider())
            .or(this::instanceProvider)
            .orElse(new Setting("spec.model.provider", PodContract.PROVIDER_OPENAI));
    if (!PROVIDERS.contains(provider.value())) {
      throw new PlanRefusedException(
          Reason.MODEL_INVALID,
          "%s: provider \"%s\" is unknown. Use openai (with baseURL for any compatible endpoint),"
              + " anthropic or replay.",
          provider.fieldPath(),
          provider.value());
    }
    return provider.value();
  }

  private Optional<Setting> instanceProvider() {
    return Setting.of(instance, "agents.default.provider", defaults.provider())
        .or(this::firstAuthProvider);
  }

  private Optional<Setting> firstAuthProvider() {
    return instance.getSpec().authRefs().stream()
        .findFirst()
        .flatMap(auth -> Setting.of(instance, "authRefs[0].provider", auth.provider()));
  }

  /**
   * The policy {@code sympozium-keys} checks the author of the object that has provider and model.
   * It cannot combine a run with its instance.
   */
  private void checkProviderAndTranscriptComeFromSameObject() {
    boolean ownProvider = Setting.firstNonBlank(requested.provider()).isPresent();
    boolean ownModel = Setting.firstNonBlank(requested.model()).isPresent();
    if (ownModel && !ownProvider) {
      throw new PlanRefusedException(
          Reason.MODEL_INVALID,
          "spec.model.provider: a run that names its own transcript must name the provider too. Set"
              + " it to replay.");
    }
    if (ownProvider && !ownModel && !instanceReplays()) {
      throw new PlanRefusedException(
          Reason.MODEL_INVALID,
          "spec.model.model: a run that sets provider replay must name its transcript. Set it to a"
              + " ConfigMap with key %s.",
          RunObjects.TRANSCRIPT_KEY);
    }
  }

  private boolean instanceReplays() {
    return instanceProvider()
        .filter(provider -> provider.value().equals(PodContract.PROVIDER_REPLAY))
        .isPresent();
  }

  private void checkTranscript(Setting configMap) {
    String name = configMap.value();
    if (!ObjectNames.isObjectName(name)
        || !cluster.hasConfigMapKey(namespace, name, RunObjects.TRANSCRIPT_KEY)) {
      throw new PlanRefusedException(
          Reason.MODEL_INVALID,
          "%s: provider replay needs ConfigMap \"%s\" with key %s in namespace %s, which does not"
              + " exist. Create it, for example from a recorded run: kubectl get configmap"
              + " <run>-transcript",
          configMap.fieldPath(),
          name,
          RunObjects.TRANSCRIPT_KEY,
          namespace);
    }
  }

  private Optional<String> baseUrl() {
    Optional<Setting> baseUrl =
        Setting.of("spec.model.baseURL", requested.baseURL())
            .or(() -> Setting.of(instance, "agents.default.baseURL", defaults.baseURL()));
    baseUrl
        .filter(url -> !isHttp(url.value()))
        .ifPresent(url -> {
          throw new PlanRefusedException(
              Reason.MODEL_INVALID,
              "%s: \"%s\" is not an http or https URL. Use a URL such as"
                  + " https://models.example/v1.",
              url.fieldPath(),
              url.value());
        });
    return baseUrl.map(Setting::value);
  }

  private Optional<String> keySecret(String provider) {
    if (requested.authSecretRef() != null) {
      return Setting.firstNonBlank(requested.authSecretRef());
    }
    List<AuthRef> auths = instance.getSpec().authRefs();
    return auths.stream()
        .filter(auth -> auth.provider() == null || provider.equals(auth.provider()))
        .flatMap(auth -> Setting.firstNonBlank(auth.secret()).stream())
        .findFirst();
  }

  /** Prevents a run from sending the instance's key to an endpoint of its own choice. */
  private void checkKeyStaysAtItsEndpoint(Optional<String> secret) {
    if (requested.authSecretRef() == null && secret.isPresent() && hasOwnEndpoint()) {
      throw new PlanRefusedException(
          Reason.MODEL_INVALID,
          "spec.model.baseURL: the key of instance \"%s\" can only be used at the instance's own"
              + " endpoint. Set spec.model.authSecretRef to a Secret with a key for this endpoint,"
              + " or to \"\" if it needs none.",
          instance.getMetadata().getName());
    }
  }

  private boolean hasOwnEndpoint() {
    return requested.baseURL() != null && !requested.baseURL().equals(defaults.baseURL());
  }

  /** Prevents a run from sending the instance's headers to an endpoint of its own choice. */
  private Map<String, String> headers() {
    if (hasOwnEndpoint()) {
      return Map.of();
    }
    defaults.providerHeaders().forEach(this::checkHeader);
    return defaults.providerHeaders();
  }

  /** The message omits the value, because it can be a key. */
  private void checkHeader(String name, String value) {
    boolean validName = HEADER_NAME.matcher(name).matches();
    if (!validName || value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new PlanRefusedException(
          Reason.MODEL_INVALID,
          "instance \"%s\": spec.agents.default.providerHeaders: %s \"%s\" is invalid. Use %s.",
          instance.getMetadata().getName(),
          validName ? "the value of header" : "header name",
          name,
          validName ? "a value of one line" : "letters, digits and hyphens, such as X-Team");
    }
  }

  private static Set<String> providers() {
    Set<String> providers = new HashSet<>(PodContract.OPENAI_PROVIDERS);
    providers.add(PodContract.PROVIDER_ANTHROPIC);
    providers.add(PodContract.PROVIDER_REPLAY);
    return Set.copyOf(providers);
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

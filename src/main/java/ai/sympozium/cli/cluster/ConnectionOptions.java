package ai.sympozium.cli.cluster;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.File;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that select cluster and namespace, named as in kubectl. */
@RegisterForReflection
public final class ConnectionOptions {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(15).toMillis();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      scope = ScopeType.INHERIT,
      description = "Namespace. Default: the namespace of the context.")
  private @Nullable String namespace;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Context of the kubeconfig. Default: the current context.")
  private @Nullable String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Kubeconfig. Default: $KUBECONFIG or ~/.kube/config.")
  private @Nullable File kubeconfig;

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAMESPACE",
      scope = ScopeType.INHERIT,
      defaultValue = "sympozium-system",
      description = "Namespace of the operator. Default: ${DEFAULT-VALUE}.")
  private String operatorNamespace = "";

  /** Returns the value of {@code --namespace}, if given. */
  public @Nullable String namespace() {
    return namespace;
  }

  public Cluster open() {
    Config config = config();
    // A user waits for the result, so errors are reported sooner than by the client's defaults.
    config.setRequestRetryBackoffLimit(1);
    config.setConnectionTimeout(TIMEOUT_MILLIS);
    config.setRequestTimeout(TIMEOUT_MILLIS);
    String contextNamespace = Objects.requireNonNullElse(config.getNamespace(), "default");
    return new Cluster(
        new KubernetesClientBuilder()
            .withConfig(config)
            .withKubernetesSerialization(serialization())
            .build(),
        namespace == null ? contextNamespace : namespace,
        operatorNamespace);
  }

  /** Creates a mapper that ignores unknown fields, so that it reads objects of newer versions. */
  public static KubernetesSerialization serialization() {
    ObjectMapper mapper = new ObjectMapper();
    KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    return serialization;
  }

  private Config config() {
    if (kubeconfig != null && !kubeconfig.isFile()) {
      throw new CommandException(
          ExitCode.USAGE, "--kubeconfig: the file " + kubeconfig + " does not exist");
    }
    Config config = read();
    if (config.getCurrentContext() == null
        && config.getOauthToken() == null
        && config.getAutoOAuthToken() == null) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "no kubeconfig with a current context was found. Set --kubeconfig or $KUBECONFIG, or"
              + " select a context: kubectl config use-context");
    }
    if (context != null
        && (config.getCurrentContext() == null
            || !context.equals(config.getCurrentContext().getName()))) {
      throw new CommandException(
          ExitCode.USAGE,
          "--context: the kubeconfig has no context \""
              + context
              + "\". See: kubectl config get-contexts");
    }
    return config;
  }

  private Config read() {
    try {
      return kubeconfig == null
          ? Config.autoConfigure(context)
          : Config.fromKubeconfig(context, kubeconfig);
    } catch (RuntimeException e) {
      throw new CommandException(
          ExitCode.USAGE,
          (kubeconfig == null ? "the kubeconfig" : "--kubeconfig: " + kubeconfig)
              + " cannot be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }
}

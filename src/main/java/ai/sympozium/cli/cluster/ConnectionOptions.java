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

/** Which cluster and which namespace, by the options that kubectl has for it. */
@RegisterForReflection
public final class ConnectionOptions {
  private static final int PATIENCE = (int) Duration.ofSeconds(15).toMillis();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      scope = ScopeType.INHERIT,
      description = "Namespace; the context's by default.")
  private @Nullable String namespace;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Context of the kubeconfig; the current one by default.")
  private @Nullable String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Kubeconfig; $KUBECONFIG or ~/.kube/config by default.")
  private @Nullable File kubeconfig;

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAMESPACE",
      scope = ScopeType.INHERIT,
      defaultValue = "sympozium-system",
      description = "Where the operator is; ${DEFAULT-VALUE} by default.")
  private String operatorNamespace = "";

  /** The namespace that was asked for by name, if one was. */
  public @Nullable String namespace() {
    return namespace;
  }

  public Cluster open() {
    Config config = config();
    // A person waits for the answer: better an error soon than the client's long patience.
    config.setRequestRetryBackoffLimit(1);
    config.setConnectionTimeout(PATIENCE);
    config.setRequestTimeout(PATIENCE);
    String own = Objects.requireNonNullElse(config.getNamespace(), "default");
    return new Cluster(
        new KubernetesClientBuilder()
            .withConfig(config)
            .withKubernetesSerialization(serialization())
            .build(),
        namespace == null ? own : namespace,
        operatorNamespace);
  }

  /** Reads objects of a newer version too: what is not known is passed over. */
  public static KubernetesSerialization serialization() {
    ObjectMapper mapper = new ObjectMapper();
    KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    return serialization;
  }

  private Config config() {
    if (kubeconfig != null && !kubeconfig.isFile()) {
      throw new CommandException(ExitCode.USAGE, "--kubeconfig: there is no file " + kubeconfig);
    }
    Config config = read();
    if (config.getCurrentContext() == null
        && config.getOauthToken() == null
        && config.getAutoOAuthToken() == null) {
      throw new CommandException(
          ExitCode.CANNOT_ASK,
          "there is no kubeconfig with a current context. Name one with --kubeconfig or $KUBECONFIG,"
              + " or choose a context: kubectl config use-context");
    }
    if (context != null
        && (config.getCurrentContext() == null
            || !context.equals(config.getCurrentContext().getName()))) {
      throw new CommandException(
          ExitCode.USAGE,
          "--context: the kubeconfig has no context \""
              + context
              + "\". See: kubectl config"
              + " get-contexts");
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
              + " can't be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }
}

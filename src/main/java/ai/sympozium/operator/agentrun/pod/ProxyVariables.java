package ai.sympozium.operator.agentrun.pod;

import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.env;

import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the variables that make programs use the proxy of the cluster. */
public final class ProxyVariables {
  /** Hosts that no proxy reaches. The kubelet inserts the address of the API server. */
  private static final String CLUSTER =
      "localhost,127.0.0.1,::1,.svc,.cluster.local,$(KUBERNETES_SERVICE_HOST)";

  private static final String NO_PROXY = "NO_PROXY";

  private ProxyVariables() {}

  /**
   * Returns the variables of agent and connector. Users cannot set them: a proxy of a user would
   * get the keys of others.
   */
  public static List<EnvVar> ofRole(RunPlan.Network network) {
    if (network.httpProxy() == null && network.httpsProxy() == null) {
      return List.of();
    }
    return Stream.of(
            variable(PodContract.ENV_HTTP_PROXY, network.httpProxy()),
            variable(PodContract.ENV_HTTPS_PROXY, network.httpsProxy()),
            Optional.of(env(PodContract.ENV_NO_PROXY, withCluster(network.noProxy()))))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Adds the variables of a skill, in upper and lower case, because programs read only one of them.
   *
   * @param variables of run, instance and pack, which take precedence
   */
  static void addTo(List<EnvVar> variables, RunPlan.Network network) {
    boolean proxied =
        add("HTTP_PROXY", network.httpProxy(), variables)
            | add("HTTPS_PROXY", network.httpsProxy(), variables);
    if (proxied) {
      String configured = String.join(",", network.noProxy());
      List<String> names = List.of(NO_PROXY, lower(NO_PROXY));
      List<EnvVar> complete =
          names.stream()
              .map(name -> env(name, withCluster(List.of(own(name, variables).orElse(configured)))))
              .toList();
      variables.removeIf(variable -> names.contains(variable.getName()));
      variables.addAll(complete);
    }
  }

  private static boolean add(String name, @Nullable String configured, List<EnvVar> variables) {
    Optional<String> value = own(name, variables).or(() -> Optional.ofNullable(configured));
    for (String each : List.of(name, lower(name))) {
      if (value.isPresent() && variables.stream().noneMatch(v -> v.getName().equals(each))) {
        variables.add(env(each, value.get()));
      }
    }
    return value.filter(v -> !v.isBlank()).isPresent();
  }

  /** Returns the value of a variable, else of the one in the other case. */
  private static Optional<String> own(String name, List<EnvVar> variables) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT), lower(name))
        .flatMap(each -> variables.stream().filter(v -> v.getName().equals(each)))
        .map(v -> Objects.requireNonNullElse(v.getValue(), ""))
        .findFirst();
  }

  private static Optional<EnvVar> variable(String name, @Nullable String value) {
    return Optional.ofNullable(value).map(v -> env(name, v));
  }

  private static String withCluster(List<String> hosts) {
    String own = String.join(",", hosts);
    return own.isBlank() ? CLUSTER : own + "," + CLUSTER;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

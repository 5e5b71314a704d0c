package ai.sympozium.executor;

import ai.sympozium.contract.PodContract;
import java.util.HashMap;
import java.util.Map;

/**
 * Variables of commands: those of the container, those that the executor's own JVM must not read,
 * and the kubeconfig of a skill with permissions, unless the pack or its image sets another.
 */
final class CommandEnvironment {
  private CommandEnvironment() {}

  static Map<String, String> of(Map<String, String> container, ExecutorPaths paths) {
    var environment = new HashMap<>(container);
    if (!container.getOrDefault(PodContract.ENV_GATEWAY, "").isBlank()
        && container.containsKey("KUBERNETES_SERVICE_HOST")) {
      environment.putIfAbsent(
          Kubeconfig.VARIABLE, Kubeconfig.file(paths.serviceAccount()).toString());
    }
    for (var name : PodContract.JVM_VARIABLES) {
      var value = environment.remove(PodContract.ENV_COMMAND_PREFIX + name);
      if (value != null) {
        environment.put(name, value);
      } else if (environment.getOrDefault(name, "").isEmpty()) {
        environment.remove(name);
      }
    }
    return environment;
  }
}

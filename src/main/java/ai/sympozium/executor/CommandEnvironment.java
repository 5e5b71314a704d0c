package ai.sympozium.executor;

import ai.sympozium.contract.PodContract;
import java.util.HashMap;
import java.util.Map;

/** Restores the variables that the executor's own JVM must not read, for the commands. */
final class CommandEnvironment {
  private CommandEnvironment() {}

  static Map<String, String> of(Map<String, String> container) {
    var environment = new HashMap<>(container);
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

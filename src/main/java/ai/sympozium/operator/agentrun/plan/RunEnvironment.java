package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Merges the environment variables of an instance and its run, and refuses reserved names. */
final class RunEnvironment {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern RESERVED =
      Pattern.compile("PATH|HOME|LANG|(LD|SYMPOZIUM|SKILL|KUBERNETES)_.*|[A-Z]+_API_KEY");

  /** Variables that the pod sets in the agent's container. */
  private static final Set<String> OF_AGENT =
      Set.of(
          PodContract.ENV_AGENT_RUN,
          PodContract.ENV_AGENT_INSTANCE,
          PodContract.ENV_AGENT_NAMESPACE);

  private RunEnvironment() {}

  /** Returns the variables of a run. Those of the run take precedence. */
  static Map<String, String> merge(Map<String, String> instance, Map<String, String> run) {
    Map<String, String> variables = new TreeMap<>();
    add(variables, "spec.agents.default.env of the instance", instance);
    add(variables, "spec.env", run);
    return variables;
  }

  private static void add(
      Map<String, String> variables, String fieldPath, Map<String, String> added) {
    new TreeMap<>(added)
        .forEach((name, value) -> {
          if (!NAME.matcher(name).matches()) {
            throw invalid(
                "%s: \"%s\" is not a name of a variable. Use letters, digits and underscores.",
                fieldPath, name);
          }
          if (isReserved(name)) {
            throw invalid("%s: %s is reserved. Use another name.", fieldPath, name);
          }
          variables.put(name, value);
        });
  }

  private static boolean isReserved(String name) {
    return RESERVED.matcher(name).matches()
        || Stream.of(OF_AGENT, PodContract.JVM_VARIABLES).anyMatch(names -> names.contains(name));
  }

  private static PlanRefusedException invalid(String format, Object... args) {
    return new PlanRefusedException(Reason.ENVIRONMENT_INVALID, format, args);
  }
}

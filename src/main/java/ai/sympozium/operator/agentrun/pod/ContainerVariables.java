package ai.sympozium.operator.agentrun.pod;

import static ai.sympozium.contract.PodContract.ENV_COMMAND_PREFIX;
import static ai.sympozium.contract.PodContract.JVM_VARIABLES;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.env;

import ai.sympozium.api.EnvVarSource;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Builds the environment variables of a run and of its packs. */
final class ContainerVariables {
  private ContainerVariables() {}

  /** Returns a variable whose value is an annotation of the pod. */
  static EnvVar ofAnnotation(String name, String annotation) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef("v1", "metadata.annotations['" + annotation + "']")
        .endValueFrom()
        .build();
  }

  /** Returns the variables that run and instance set in the containers of agent and skills. */
  static List<EnvVar> ofRun(RunPlan plan) {
    List<EnvVar> variables = new ArrayList<>();
    new TreeMap<>(plan.settings().env())
        // The kubelet turns a double dollar into a single one.
        .forEach((name, value) -> variables.add(env(name, value.replace("$", "$$"))));
    return variables;
  }

  /** Returns the names of the variables whose values are keys of Secrets. */
  static List<String> secrets(RunPlan.Container skill) {
    return skill.env().stream()
        .filter(own -> own.valueFrom() != null && own.valueFrom().secretKeyRef() != null)
        .map(own -> nameOf(own, skill))
        .toList();
  }

  /** The executor gives the variables of a JVM to commands only. */
  private static String nameOf(ai.sympozium.api.EnvVar own, RunPlan.Container skill) {
    boolean ofJvm = !skill.ownLoop() && JVM_VARIABLES.contains(own.name());
    return (ofJvm ? ENV_COMMAND_PREFIX : "") + own.name();
  }

  private static EnvVar of(ai.sympozium.api.EnvVar own, String name) {
    EnvVarSource source = own.valueFrom();
    return source == null
        ? env(name, own.value())
        : new EnvVarBuilder()
            .withName(name)
            .withNewValueFrom()
            .withSecretKeyRef(source.secretKeyRef())
            .withConfigMapKeyRef(source.configMapKeyRef())
            .endValueFrom()
            .build();
  }

  /** Returns the variables of a skill's container. Those of the pack take precedence. */
  static List<EnvVar> ofSkill(RunPlan plan, RunPlan.Container skill) {
    List<EnvVar> variables = new ArrayList<>(ofRun(plan));
    variables.removeIf(
        variable -> skill.env().stream().anyMatch(own -> own.name().equals(variable.getName())));
    if (!skill.ownLoop()) {
      // Empty: the image's own options do not reach the executor.
      JVM_VARIABLES.forEach(name -> variables.add(env(name, null)));
    }
    skill.env().forEach(own -> variables.add(of(own, nameOf(own, skill))));
    ProxyVariables.addTo(variables, plan.settings().network());
    new CaBundle(plan).addTo(variables);
    return variables;
  }
}

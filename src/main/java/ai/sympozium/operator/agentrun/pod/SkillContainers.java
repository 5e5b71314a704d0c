package ai.sympozium.operator.agentrun.pod;

import static ai.sympozium.contract.PodContract.API_ACCESS_PATH;
import static ai.sympozium.contract.PodContract.CONTAINER_SKILL_PREFIX;
import static ai.sympozium.contract.PodContract.CONTAINER_TOKEN_PREFIX;
import static ai.sympozium.contract.PodContract.ENV_GATEWAY;
import static ai.sympozium.contract.PodContract.ENV_REQUIRED_BINS;
import static ai.sympozium.contract.PodContract.ENV_RUN;
import static ai.sympozium.contract.PodContract.ENV_SECRET_PATH;
import static ai.sympozium.contract.PodContract.ENV_SECRET_VARIABLES;
import static ai.sympozium.contract.PodContract.ENV_SKILL;
import static ai.sympozium.contract.PodContract.ENV_SKILL_PACK;
import static ai.sympozium.contract.PodContract.ENV_TOKEN_ONLY;
import static ai.sympozium.contract.PodContract.IDENTITY_PATH;
import static ai.sympozium.contract.PodContract.IPC_PATH;
import static ai.sympozium.contract.PodContract.RUNTIME_PATH;
import static ai.sympozium.contract.PodContract.SHARED_MEMORY_PATH;
import static ai.sympozium.contract.PodContract.TMP_PATH;
import static ai.sympozium.contract.PodContract.USERS_FILE;
import static ai.sympozium.contract.PodContract.USERS_PATH;
import static ai.sympozium.contract.PodContract.WORKSPACE_PATH;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.env;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.readOnly;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.writable;

import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Builds the containers of a skill: that of its image, and one that fetches a token for it. */
record SkillContainers(RunPlan plan, String gatewayUrl, ContainerTemplate template) {
  List<Container> of(PlannedSkill skill) {
    boolean ownLoop = Objects.requireNonNull(skill.container()).ownLoop();
    return ownLoop && skill.hasPermissions()
        ? List.of(token(skill), skill(skill))
        : List.of(skill(skill));
  }

  /** Fetches the API token for an image with a loop of its own, which cannot do it. */
  private Container token(PlannedSkill skill) {
    String name = skill.name();
    return template
        .ofRole(CONTAINER_TOKEN_PREFIX + name, "10m", "32Mi", "96Mi")
        .withCommand(RoleCommand.EXECUTOR.command())
        .withRestartPolicy("Always")
        .addToEnv(env(ENV_SKILL, name), env(ENV_GATEWAY, gatewayUrl), env(ENV_TOKEN_ONLY, "true"))
        .addToVolumeMounts(
            writable("ipc-" + name, IPC_PATH),
            readOnly("id-" + name, IDENTITY_PATH),
            writable("api-" + name, API_ACCESS_PATH),
            writable("token-shm-" + name, SHARED_MEMORY_PATH))
        .build();
  }

  private Container skill(PlannedSkill skill) {
    RunPlan.Container planned = Objects.requireNonNull(skill.container());
    String name = skill.name();
    ContainerBuilder container =
        ContainerTemplate.restricted(CONTAINER_SKILL_PREFIX + name)
            .withImage(planned.image())
            .withImagePullPolicy(
                Objects.requireNonNullElse(planned.imagePullPolicy(), "IfNotPresent"))
            .withCommand(planned.ownLoop() ? planned.command() : RoleCommand.EXECUTOR.command())
            .withRestartPolicy("Always")
            .withResources(
                template
                    .resources()
                    .skills()
                    .under(
                        new ResourceRequirementsBuilder()
                            .withRequests(quantities(planned.requests()))
                            .withLimits(quantities(planned.limits()))
                            .build()))
            .addToEnv(env("HOME", TMP_PATH), env("LANG", "C.UTF-8"))
            .addToEnv(env(ENV_RUN, plan.run().namespace() + "/" + plan.run().name()))
            .addToEnv(env(ENV_SKILL, name))
            .addToVolumeMounts(writable("ipc-" + name, IPC_PATH))
            .addAllToVolumeMounts(planned.ownLoop() ? List.of() : List.of(runtime()))
            .addToVolumeMounts(
                new VolumeMountBuilder(readOnly("runtime", USERS_PATH))
                    .withSubPath("sympozium/" + USERS_FILE)
                    .build())
            .addAllToVolumeMounts(new CaBundle(plan).mountsOfSkill())
            .addToVolumeMounts(writable("tmp-" + name, TMP_PATH))
            .addToVolumeMounts(writable("shm-" + name, SHARED_MEMORY_PATH))
            .addAllToVolumeMounts(new SkillVolumes(name, planned).mounts());
    List<String> requiredBins =
        skill.documents().stream().flatMap(d -> d.requiredBins().stream()).distinct().toList();
    if (!requiredBins.isEmpty()) {
      container.addToEnv(env(ENV_REQUIRED_BINS, String.join(",", requiredBins)));
    }
    container.addAllToEnv(ContainerVariables.ofSkill(plan, planned));
    List<String> secretVariables = ContainerVariables.secrets(planned);
    if (!secretVariables.isEmpty()) {
      container.addToEnv(env(ENV_SECRET_VARIABLES, String.join(",", secretVariables)));
    }
    if (planned.mountWorkspace()) {
      container.addToVolumeMounts(writable("workspace", WORKSPACE_PATH));
    }
    if (planned.ownLoop()) {
      container.addToEnv(env(ENV_SKILL_PACK, name));
      if (skill.hasPermissions()) {
        container.addToVolumeMounts(readOnly("api-" + name, API_ACCESS_PATH));
      }
    } else if (skill.hasPermissions()) {
      container
          .addToEnv(env(ENV_GATEWAY, gatewayUrl))
          .addToVolumeMounts(readOnly("id-" + name, IDENTITY_PATH))
          .addToVolumeMounts(writable("api-" + name, API_ACCESS_PATH));
    }
    if (planned.secret() != null && planned.secretPath() != null) {
      container
          // The kubelet turns a double dollar into a single one.
          .addToEnv(env(ENV_SECRET_PATH, planned.secretPath().replace("$", "$$")))
          .addToVolumeMounts(readOnly("secret-" + name, planned.secretPath()));
    }
    return container.build();
  }

  private static VolumeMount runtime() {
    return new VolumeMountBuilder(readOnly("runtime", RUNTIME_PATH))
        .withSubPath("sympozium")
        .build();
  }

  private static Map<String, Quantity> quantities(Map<String, String> amounts) {
    Map<String, Quantity> quantities = new TreeMap<>();
    amounts.forEach((resource, amount) -> quantities.put(resource, new Quantity(amount)));
    return quantities;
  }
}

package ai.sympozium.operator.agentrun.pod;

import static ai.sympozium.contract.PodContract.CONTAINER_AGENT;
import static ai.sympozium.contract.PodContract.CONTAINER_BRIDGE;
import static ai.sympozium.contract.PodContract.CONTAINER_INSTALL;
import static ai.sympozium.contract.PodContract.DOCUMENTS_PATH;
import static ai.sympozium.contract.PodContract.ENV_GATEWAY;
import static ai.sympozium.contract.PodContract.IDENTITY_PATH;
import static ai.sympozium.contract.PodContract.IPC_BRIDGE;
import static ai.sympozium.contract.PodContract.IPC_PATH;
import static ai.sympozium.contract.PodContract.RUNTIME_PATH;
import static ai.sympozium.contract.PodContract.RUN_FILES_PATH;
import static ai.sympozium.contract.PodContract.SHARED_MEMORY_PATH;
import static ai.sympozium.contract.PodContract.TMP_PATH;
import static ai.sympozium.contract.PodContract.USERS_FILE;
import static ai.sympozium.contract.PodContract.USERS_PATH;
import static ai.sympozium.contract.PodContract.WORKSPACE_PATH;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.env;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.readOnly;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.writable;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.List;

/** Builds the containers of a run's pod. */
record RunPodContainers(RunPlan plan, String gatewayUrl, ContainerTemplate template) {
  /**
   * Copies the programs, and writes the users of the skills' containers: git and ssh do not work
   * for a user without an entry. The user id is that of the pod, which a namespace can prescribe.
   */
  private static final String INSTALL =
      "cp -a "
          + RUNTIME_PATH
          + " /target/ && { echo agent:x:`id -u`:`id -g`:agent:"
          + TMP_PATH
          + ":/bin/sh; cat "
          + USERS_PATH
          + "; } > /target"
          + RUNTIME_PATH
          + "/"
          + USERS_FILE;

  /** Returns the native sidecars in start order. The bridge is first, so it stops last. */
  List<Container> initContainers() {
    List<PlannedSkill> skills = skillsWithContainer();
    List<Container> containers = new ArrayList<>();
    if (!skills.isEmpty()) {
      containers.add(install());
    }
    containers.add(bridge());
    SkillContainers ofSkills = new SkillContainers(plan, gatewayUrl, template);
    skills.forEach(skill -> containers.addAll(ofSkills.of(skill)));
    return containers;
  }

  Container agent() {
    ContainerBuilder agent =
        template
            .ofRole(CONTAINER_AGENT, "100m", "96Mi", "512Mi")
            .withCommand(RoleCommand.AGENT.command())
            .addAllToEnv(ContainerVariables.ofRun(plan))
            .addAllToEnv(ProxyVariables.ofRole(plan.settings().network()))
            .addToEnv(env(PodContract.ENV_AGENT_RUN, plan.run().name()))
            .addToEnv(env(PodContract.ENV_AGENT_INSTANCE, plan.instance()))
            .addToEnv(env(PodContract.ENV_AGENT_NAMESPACE, plan.run().namespace()))
            .addToEnv(
                ContainerVariables.ofAnnotation(
                    PodContract.ENV_CREATED_AT, SympoziumLabels.ANNOTATION_CREATED_AT))
            .addToVolumeMounts(readOnly("run", RUN_FILES_PATH))
            .addToVolumeMounts(writable("workspace", WORKSPACE_PATH))
            .addToVolumeMounts(writable("tmp", TMP_PATH))
            .addToVolumeMounts(writable("shm", SHARED_MEMORY_PATH))
            .addToVolumeMounts(writable("ipc", IPC_PATH + "/" + IPC_BRIDGE));
    if (!plan.texts().isEmpty() || plan.skills().stream().anyMatch(s -> !s.documents().isEmpty())) {
      agent.addToVolumeMounts(readOnly("skills", DOCUMENTS_PATH));
    }
    if (plan.model().headersSecret() != null) {
      agent.addToVolumeMounts(
          readOnly(RunPodVolumes.MODEL_HEADERS, PodContract.MODEL_HEADERS_PATH));
    }
    skillsWithContainer()
        .forEach(
            s -> agent.addToVolumeMounts(writable("ipc-" + s.name(), IPC_PATH + "/" + s.name())));
    if (plan.model().keySecret() != null) {
      agent
          .addNewEnv()
          .withName(PodContract.modelKey(plan.model().provider()))
          .withNewValueFrom()
          .withNewSecretKeyRef(
              PodContract.modelKey(plan.model().provider()), plan.model().keySecret(), false)
          .endValueFrom()
          .endEnv();
    }
    return agent.build();
  }

  private List<PlannedSkill> skillsWithContainer() {
    return plan.skills().stream().filter(skill -> skill.container() != null).toList();
  }

  private Container install() {
    CaBundle bundle = new CaBundle(plan);
    return template
        .ofRole(CONTAINER_INSTALL, "10m", "32Mi", "256Mi")
        .withCommand("sh", "-c", INSTALL + bundle.install("/target" + RUNTIME_PATH))
        .addToVolumeMounts(
            // The agent starts later, from the same image.
            writable("runtime", "/target"), writable("shm", SHARED_MEMORY_PATH))
        .addAllToVolumeMounts(bundle.mountsOfInstall())
        .build();
  }

  private Container bridge() {
    return template
        .ofRole(CONTAINER_BRIDGE, "20m", "48Mi", "128Mi")
        .withCommand(RoleCommand.BRIDGE.command())
        .withRestartPolicy("Always")
        .addToEnv(env(ENV_GATEWAY, gatewayUrl))
        .addToVolumeMounts(
            writable("ipc", IPC_PATH),
            readOnly("identity", IDENTITY_PATH),
            writable("bridge-shm", SHARED_MEMORY_PATH))
        .build();
  }
}

package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.api.EnvVar;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pod of a run, as a pure function of its plan. What each container gets is said in {@code
 * docs/design/0001-pod-contract.md}; nothing of a user's text decides anything else of the pod.
 */
public record RunPodBuilder(RunPlan plan, String image, String gatewayUrl) {
  /** Audience of the bridge's token at the gateway. */
  public static final String BRIDGE_AUDIENCE = "sympozium.ai/bridge";

  private static final String SKILL_AUDIENCE = "sympozium.ai/skill/";
  private static final String RUN_FILES = "/run/sympozium";
  private static final String IDENTITY = RUN_FILES + "/identity";
  private static final String API_ACCESS = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final long USER = 1000;
  private static final long TOKEN_SECONDS = 600;

  /** Longer than the agent's own limit, so that the kubelet acts only when all else has failed. */
  private static final long DEADLINE_MARGIN_SECONDS = 15;

  /** What a bridge may still use when the gateway is away at the end; all others end at once. */
  private static final long GRACE_SECONDS = 60;

  /** Audience of a skill's token at the gateway. */
  public static String skillAudience(String skill) {
    return SKILL_AUDIENCE + skill;
  }

  public String name() {
    return RunObjects.podName(plan.run().name(), plan.run().uid());
  }

  /**
   * Whether a pod that carries our name and claims our run is one that we made: anybody can write
   * an owner reference. It is to say of itself what ours would, but for what comes later: its node,
   * what tolerates that node's troubles, and containers that somebody debugs with.
   *
   * @param ours what the API server would store of ours now, with its defaults and all that others
   *     add
   */
  public static boolean isSame(Pod ours, Pod found) {
    PodSpec spec =
        new PodSpecBuilder(found.getSpec())
            .withNodeName(ours.getSpec().getNodeName())
            .withTolerations(ours.getSpec().getTolerations())
            .withEphemeralContainers(ours.getSpec().getEphemeralContainers())
            .build();
    return spec.equals(ours.getSpec())
        && found
            .getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(ours.getMetadata().getLabels().entrySet());
  }

  public Pod build() {
    List<Container> init = new ArrayList<>();
    if (containers().findAny().isPresent()) {
      init.add(install());
    }
    init.add(bridge());
    containers().forEach(s -> init.add(skill(s)));
    return new PodBuilder()
        .withNewMetadata()
        .withName(name())
        .withNamespace(plan.run().namespace())
        .withLabels(RunObjects.labels(plan))
        .withOwnerReferences(RunObjects.ownerReference(plan))
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withActiveDeadlineSeconds(plan.timeoutSeconds() + DEADLINE_MARGIN_SECONDS)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withEnableServiceLinks(false)
        .withAutomountServiceAccountToken(false)
        .withNodeSelector(plan.nodeSelector().isEmpty() ? null : new TreeMap<>(plan.nodeSelector()))
        .withImagePullSecrets(plan.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withInitContainers(init)
        .withContainers(agent())
        .withVolumes(volumes())
        .endSpec()
        .build();
  }

  private java.util.stream.Stream<PlannedSkill> containers() {
    return plan.skills().stream().filter(s -> s.container() != null);
  }

  private Container install() {
    return role("install", "10m", "32Mi", "256Mi")
        .withCommand("cp", "-a", "/sympozium", "/target/")
        .addToVolumeMounts(mount("runtime", "/target", false))
        .build();
  }

  private Container bridge() {
    return role(SympoziumLabels.CONTAINER_BRIDGE, "20m", "48Mi", "128Mi")
        .withCommand(RoleCommand.command("bridge"))
        .withRestartPolicy("Always")
        .addToEnv(env("SYMPOZIUM_GATEWAY", gatewayUrl))
        .addToVolumeMounts(mount("ipc", "/ipc", false), mount("identity", IDENTITY, true))
        .build();
  }

  private Container agent() {
    var agent =
        role(SympoziumLabels.CONTAINER_AGENT, "100m", "96Mi", "512Mi")
            .withCommand(RoleCommand.command("agent"))
            .addToEnv(env("AGENT_RUN_ID", plan.run().name()))
            .addToEnv(env("INSTANCE_NAME", plan.instance()))
            .addToEnv(env("AGENT_NAMESPACE", plan.run().namespace()))
            .addToVolumeMounts(mount("run", RUN_FILES, true))
            .addToVolumeMounts(mount("workspace", "/workspace", false))
            .addToVolumeMounts(mount("tmp", "/tmp", false))
            .addToVolumeMounts(mount("ipc", "/ipc/_bridge", false));
    if (!plan.skills().stream().allMatch(s -> s.documents().isEmpty())) {
      agent.addToVolumeMounts(mount("skills", "/skills", true));
    }
    containers()
        .forEach(s -> agent.addToVolumeMounts(mount("ipc-" + s.name(), "/ipc/" + s.name(), false)));
    if (plan.model().keySecret() != null) {
      agent.addToEnv(
          new EnvVarBuilder()
              .withName("OPENAI_API_KEY")
              .withNewValueFrom()
              .withNewSecretKeyRef("OPENAI_API_KEY", plan.model().keySecret(), false)
              .endValueFrom()
              .build());
    }
    return agent.build();
  }

  private Container skill(PlannedSkill skill) {
    RunPlan.Container wanted = java.util.Objects.requireNonNull(skill.container());
    String name = skill.name();
    var bins =
        skill.documents().stream().flatMap(d -> d.requiredBins().stream()).distinct().toList();
    ContainerBuilder container =
        base(SympoziumLabels.CONTAINER_SKILL_PREFIX + name)
            .withImage(wanted.image())
            .withCommand(RoleCommand.command("executor"))
            .withRestartPolicy("Always")
            .withResources(
                new ResourceRequirementsBuilder()
                    .withRequests(quantities(wanted.requests()))
                    .withLimits(quantities(wanted.limits()))
                    .build())
            .addToEnv(env("HOME", "/tmp"), env("LANG", "C.UTF-8"))
            .addToEnv(env("SYMPOZIUM_RUN", plan.run().namespace() + "/" + plan.run().name()))
            .addToEnv(env("SYMPOZIUM_SKILL", name))
            .addToVolumeMounts(mount("ipc-" + name, "/ipc", false))
            .addToVolumeMounts(
                new VolumeMountBuilder(mount("runtime", "/sympozium", true))
                    .withSubPath("sympozium")
                    .build())
            .addToVolumeMounts(mount("tmp-" + name, "/tmp", false));
    if (!bins.isEmpty()) {
      container.addToEnv(env("SYMPOZIUM_REQUIRED_BINS", String.join(",", bins)));
    }
    for (EnvVar variable : wanted.env()) {
      container.addToEnv(env(variable.name(), variable.value()));
    }
    if (wanted.mountWorkspace()) {
      container.addToVolumeMounts(mount("workspace", "/workspace", false));
    }
    if (skill.hasRights()) {
      container
          .addToEnv(env("SYMPOZIUM_GATEWAY", gatewayUrl))
          .addToVolumeMounts(mount("id-" + name, IDENTITY, true))
          .addToVolumeMounts(mount("api-" + name, API_ACCESS, false));
    }
    if (wanted.secret() != null && wanted.secretPath() != null) {
      container.addToVolumeMounts(mount("secret-" + name, wanted.secretPath(), true));
    }
    return container.build();
  }

  private ContainerBuilder role(String name, String cpu, String memory, String memoryLimit) {
    return base(name)
        .withImage(image)
        .withResources(
            new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity(cpu))
                .addToRequests("memory", new Quantity(memory))
                .addToLimits("memory", new Quantity(memoryLimit))
                .build());
  }

  private ContainerBuilder base(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImagePullPolicy("IfNotPresent")
        .withSecurityContext(restricted());
  }

  /** What only a container can say; what it has from its pod is not said again. */
  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(disk("workspace", "1Gi"));
    volumes.add(disk("tmp", "256Mi"));
    volumes.add(memory("ipc", "64Mi"));
    volumes.add(identity("identity", BRIDGE_AUDIENCE));
    volumes.add(runFiles());
    documentVolume(volumes);
    if (containers().findAny().isPresent()) {
      volumes.add(disk("runtime", "512Mi"));
    }
    containers()
        .forEach(skill -> {
          volumes.add(memory("ipc-" + skill.name(), "64Mi"));
          volumes.add(disk("tmp-" + skill.name(), "256Mi"));
          if (skill.hasRights()) {
            volumes.add(identity("id-" + skill.name(), skillAudience(skill.name())));
            volumes.add(memory("api-" + skill.name(), "1Mi"));
          }
          RunPlan.Container container = java.util.Objects.requireNonNull(skill.container());
          if (container.secret() != null) {
            volumes.add(
                new VolumeBuilder()
                    .withName("secret-" + skill.name())
                    .withNewSecret()
                    .withSecretName(container.secret())
                    .endSecret()
                    .build());
          }
        });
    return volumes;
  }

  /** The run's input, and for replay the transcript beside it. */
  private Volume runFiles() {
    var files =
        new VolumeBuilder()
            .withName("run")
            .withNewProjected()
            .addNewSource()
            .withNewConfigMap()
            .withName(RunObjects.planName(plan.run().name()))
            .withItems(item(RunObjects.AGENT_INPUT_KEY, "agent.json"))
            .endConfigMap()
            .endSource();
    if (plan.model().provider().equals(RunPlan.PROVIDER_REPLAY)) {
      files
          .addNewSource()
          .withNewConfigMap()
          .withName(plan.model().name())
          .withItems(item(RunObjects.TRANSCRIPT_KEY, "replay/" + RunObjects.TRANSCRIPT_KEY))
          .endConfigMap()
          .endSource();
    }
    return files.endProjected().build();
  }

  private void documentVolume(List<Volume> volumes) {
    List<KeyToPath> items =
        plan.skills().stream()
            .flatMap(s ->
                s.documents().stream().map(d -> item(d.key(), s.name() + "/" + d.name() + ".md")))
            .toList();
    if (!items.isEmpty()) {
      volumes.add(
          new VolumeBuilder()
              .withName("skills")
              .withNewConfigMap()
              .withName(RunObjects.planName(plan.run().name()))
              .withItems(items)
              .endConfigMap()
              .build());
    }
  }

  /**
   * The pod's own projected token. It is refused by the API server and says to the gateway which
   * pod and which container asks.
   */
  private Volume identity(String name, String audience) {
    return new VolumeBuilder()
        .withName(name)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken(audience, TOKEN_SECONDS, "token")
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName(RunObjects.planName(plan.run().name()))
        .withItems(item(RunObjects.GATEWAY_CA_KEY, "gateway-ca.crt"))
        .endConfigMap()
        .endSource()
        .endProjected()
        .build();
  }

  private static KeyToPath item(String key, String path) {
    return new KeyToPathBuilder().withKey(key).withPath(path).build();
  }

  private static Volume disk(String name, String limit) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(new Quantity(limit))
        .endEmptyDir()
        .build();
  }

  private static Volume memory(String name, String limit) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity(limit))
        .endEmptyDir()
        .build();
  }

  private static VolumeMount mount(String volume, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withReadOnly(readOnly ? true : null)
        .build();
  }

  private static io.fabric8.kubernetes.api.model.EnvVar env(
      String name, @org.jspecify.annotations.Nullable String value) {
    // The API server leaves empty values out, and what it has is compared with what we made.
    boolean empty = value == null || value.isEmpty();
    return new EnvVarBuilder().withName(name).withValue(empty ? null : value).build();
  }

  private static Map<String, Quantity> quantities(Map<String, String> amounts) {
    Map<String, Quantity> quantities = new TreeMap<>();
    amounts.forEach((resource, amount) -> quantities.put(resource, new Quantity(amount)));
    return quantities;
  }
}

package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests invariants of the pods of random plans. */
class RunPodBuilderInvariantsTest {
  private static final Map<RunPlan, Pod> PODS = pods();
  private static final String API_ACCESS = "/var/run/secrets/kubernetes.io/serviceaccount";

  @Test
  void shouldBuildRestrictedPod() {
    forAll((plan, pod) -> assertThat(RestrictedProfile.violations(pod)).isEmpty());
  }

  @Test
  void shouldMakeEveryRootFileSystemReadOnly() {
    forAll((plan, pod) ->
        assertThat(containers(pod))
            .allSatisfy(
                c -> assertThat(c.getSecurityContext().getReadOnlyRootFilesystem()).isTrue()));
  }

  @Test
  void shouldUseNothingOfHost() {
    forAll((plan, pod) -> {
      PodSpec spec = pod.getSpec();
      assertThat(spec.getHostNetwork()).isNull();
      assertThat(spec.getHostPID()).isNull();
      assertThat(spec.getHostIPC()).isNull();
      assertThat(spec.getHostUsers()).isNull();
      assertThat(spec.getHostAliases()).isEmpty();
      assertThat(spec.getNodeName()).isNull();
      assertThat(spec.getTolerations()).isEmpty();
      assertThat(spec.getPriorityClassName()).isNull();
      assertThat(spec.getRuntimeClassName()).isNull();
      assertThat(spec.getEnableServiceLinks()).isFalse();
      assertThat(spec.getShareProcessNamespace()).isNull();
    });
  }

  @Test
  void shouldMountNoApiServerToken() {
    forAll((plan, pod) -> {
      assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getSpec().getServiceAccountName()).isNull();
      assertThat(pod.getSpec().getServiceAccount()).isNull();
      assertThat(tokens(pod).keySet())
          .allSatisfy(audience -> assertThat(audience).startsWith("sympozium.ai/"));
    });
  }

  @Test
  void shouldSetDeadlineAndNeverRestart() {
    forAll((plan, pod) -> {
      assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
      assertThat(pod.getSpec().getActiveDeadlineSeconds()).isGreaterThan(plan.timeoutSeconds());
      assertThat(pod.getMetadata().getOwnerReferences())
          .singleElement()
          .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(plan.run().uid()));
    });
  }

  @Test
  void shouldStartBridgeAsFirstSidecar() {
    forAll((plan, pod) ->
        assertThat(pod.getSpec().getInitContainers())
            .filteredOn(c -> "Always".equals(c.getRestartPolicy()))
            .first()
            .extracting(Container::getName)
            .isEqualTo("ipc-bridge"));
  }

  @Test
  void shouldUseUniqueAndValidNames() {
    forAll((plan, pod) -> {
      assertThat(pod.getSpec().getVolumes())
          .extracting(Volume::getName)
          .doesNotHaveDuplicates()
          .allMatch(RunPodBuilderInvariantsTest::isDnsLabel);
      assertThat(containers(pod))
          .extracting(Container::getName)
          .doesNotHaveDuplicates()
          .allMatch(RunPodBuilderInvariantsTest::isDnsLabel);
      assertThat(pod.getMetadata().getLabels().values()).allMatch(v -> v.length() <= 63);
    });
  }

  @Test
  void shouldMountEveryVolumeAndDefineEveryMount() {
    forAll((plan, pod) -> {
      Set<String> mounted =
          containers(pod).stream()
              .flatMap(c -> c.getVolumeMounts().stream().map(VolumeMount::getName))
              .collect(Collectors.toSet());
      assertThat(pod.getSpec().getVolumes())
          .extracting(Volume::getName)
          .containsExactlyInAnyOrderElementsOf(mounted);
      assertThat(containers(pod))
          .allSatisfy(c ->
              assertThat(c.getVolumeMounts())
                  .extracting(VolumeMount::getMountPath)
                  .doesNotHaveDuplicates());
    });
  }

  @Test
  void shouldShareOnlyIpcVolumeOfSkillWithAgent() {
    forAll((plan, pod) -> {
      for (Container container : containers(pod)) {
        for (VolumeMount mount : container.getVolumeMounts()) {
          ownerOf(plan, mount.getName())
              .forEach(skill -> {
                boolean own = container.getName().equals("skill-" + skill);
                boolean ipcOfAgent =
                    container.getName().equals("agent")
                        && mount.getName().equals("ipc-" + skill)
                        && mount.getMountPath().equals("/ipc/" + skill);
                boolean token =
                    container.getName().equals("token-" + skill)
                        && !mount.getName().matches("(tmp|shm|secret|vol[0-9]+)-.*");
                assertThat(own || ipcOfAgent || token)
                    .as("%s in %s", mount.getName(), container.getName())
                    .isTrue();
              });
        }
      }
    });
  }

  @Test
  void shouldMountTokenVolumeOnlyForSkillsWithPermissions() {
    forAll((plan, pod) -> {
      Set<String> withRights =
          plan.skills().stream()
              .filter(PlannedSkill::hasPermissions)
              .flatMap(s -> Stream.of("skill-" + s.name(), tokenHolder(plan, s.name())))
              .collect(Collectors.toSet());
      assertThat(containers(pod))
          .filteredOn(c ->
              c.getVolumeMounts().stream()
                  .anyMatch(m ->
                      API_ACCESS.startsWith(m.getMountPath() + "/")
                          || m.getMountPath().startsWith(API_ACCESS)))
          .extracting(Container::getName)
          .containsExactlyInAnyOrderElementsOf(withRights);
      assertThat(pod.getSpec().getVolumes())
          .filteredOn(v -> v.getName().startsWith("api-"))
          .allSatisfy(v -> assertThat(v.getEmptyDir().getMedium()).isEqualTo("Memory"));
    });
  }

  @Test
  void shouldMountEachIdentityOnlyInContainerOfItsAudience() {
    forAll((plan, pod) -> {
      Set<String> expected = new TreeSet<>(Set.of("sympozium.ai/bridge"));
      plan.skills().stream()
          .filter(PlannedSkill::hasPermissions)
          .forEach(s -> expected.add("sympozium.ai/skill/" + s.name()));
      Map<String, String> tokens = tokens(pod);
      assertThat(tokens).containsOnlyKeys(expected);
      tokens.forEach((audience, volume) -> {
        String container =
            audience.equals("sympozium.ai/bridge")
                ? "ipc-bridge"
                : tokenHolder(plan, audience.substring("sympozium.ai/skill/".length()));
        assertThat(mountsOf(pod, volume))
            .containsExactly(container + " /run/sympozium/identity read-only");
      });
    });
  }

  /** The container that fetches the API token. A loop of an image cannot. */
  private static String tokenHolder(RunPlan plan, String skill) {
    return (isOwnLoop(plan, "skill-" + skill) ? "token-" : "skill-") + skill;
  }

  private static boolean isOwnLoop(RunPlan plan, String container) {
    return plan.skills().stream()
        .anyMatch(s ->
            container.equals("skill-" + s.name())
                && s.container() != null
                && s.container().ownLoop());
  }

  @Test
  void shouldGiveEachContainerSharedMemoryOfItsOwn() {
    forAll((plan, pod) -> {
      Map<String, String> volumes =
          containers(pod).stream()
              // It exits before the others start, so it uses the volume of the agent.
              .filter(c -> !c.getName().equals("install"))
              .collect(
                  Collectors.toMap(Container::getName, c -> mountedAt("/dev/shm", c).getName()));
      assertThat(volumes.values()).doesNotHaveDuplicates();
      assertThat(containers(pod))
          .extracting(c -> mountedAt("/dev/shm", c).getName())
          .containsOnlyElementsOf(volumes.values());
      volumes.forEach((container, volume) -> {
        assertThat(mountsOf(pod, volume)).contains(container + " /dev/shm");
        assertThat(volume(pod, volume).getEmptyDir())
            .satisfies(dir -> {
              assertThat(dir.getMedium()).isEqualTo("Memory");
              assertThat(dir.getSizeLimit()).isNotNull();
            });
      });
    });
  }

  private static VolumeMount mountedAt(String path, Container container) {
    return container.getVolumeMounts().stream()
        .filter(m -> m.getMountPath().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldMountWorkspaceInAgentAndRequestingSkills() {
    forAll((plan, pod) -> {
      Set<String> expected = new HashSet<>(Set.of("agent /workspace"));
      plan.skills().stream()
          .filter(s -> s.container() != null && s.container().mountWorkspace())
          .forEach(s -> expected.add("skill-" + s.name() + " /workspace"));
      assertThat(mountsOf(pod, "workspace")).containsExactlyInAnyOrderElementsOf(expected);
    });
  }

  @Test
  void shouldGiveAgentNoSecretExceptModelKeyAndHeaders() {
    forAll((plan, pod) -> {
      Container agent = pod.getSpec().getContainers().getFirst();
      assertThat(agent.getVolumeMounts())
          .filteredOn(m -> volume(pod, m.getName()).getSecret() != null)
          .extracting(m -> volume(pod, m.getName()).getSecret().getSecretName())
          .isEqualTo(Stream.ofNullable(plan.model().headersSecret()).toList());
      assertThat(containers(pod))
          .flatExtracting(c ->
              c.getEnv().stream()
                  .filter(e -> e.getValueFrom() != null)
                  .map(e -> c.getName() + " " + e.getName() + " " + source(e.getValueFrom()))
                  .toList())
          .isEqualTo(
              Stream.of(
                      "agent SYMPOZIUM_CREATED_AT"
                          + " metadata.annotations['sympozium.ai/created-at']",
                      plan.model().keySecret() == null ? "" : "agent OPENAI_API_KEY model-key")
                  .filter(variable -> !variable.isEmpty())
                  .toList());
      assertThat(containers(pod)).allSatisfy(c -> assertThat(c.getEnvFrom()).isEmpty());
    });
  }

  @Test
  void shouldMountHeadersOfModelOnlyInAgent() {
    forAll((plan, pod) ->
        assertThat(containers(pod))
            .filteredOn(c -> !c.getName().equals("agent"))
            .flatExtracting(Container::getVolumeMounts)
            .extracting(VolumeMount::getName)
            .doesNotContain("model-headers"));
  }

  @Test
  void shouldMountAuthoritiesReadOnly() {
    forAll((plan, pod) -> {
      boolean trusted = plan.settings().network().trustedCA() != null;
      assertThat(containers(pod))
          .filteredOn(c -> c.getName().startsWith("skill-"))
          .allSatisfy(c ->
              assertThat(c.getVolumeMounts())
                  .filteredOn(m -> m.getMountPath().equals("/run/ca-bundle.crt"))
                  .hasSize(trusted ? 1 : 0)
                  .allMatch(VolumeMount::getReadOnly));
      assertThat(containers(pod))
          .filteredOn(c -> !c.getName().equals("install"))
          .flatExtracting(Container::getVolumeMounts)
          .filteredOn(m -> m.getName().equals("runtime") || m.getName().equals("run"))
          .allMatch(VolumeMount::getReadOnly);
    });
  }

  private static String source(EnvVarSource from) {
    return from.getFieldRef() == null
        ? from.getSecretKeyRef().getName()
        : from.getFieldRef().getFieldPath();
  }

  @Test
  void shouldUseFixedCommandsWithoutUserInput() {
    String java = "/sympozium/runtime/bin/java";
    String install =
        "cp -a /sympozium /target/ && { echo agent:x:`id -u`:`id -g`:agent:/tmp:/bin/sh;"
            + " cat /etc/passwd; } > /target/sympozium/passwd";
    Set<List<String>> commands =
        Set.of(
            List.of("sh", "-c", install),
            List.of(
                "sh",
                "-c",
                install
                    + " && /sympozium/runtime/bin/java @/sympozium/authorities.args"
                    + " > /target/sympozium/ca-bundle.crt"
                    + " && cat /run/sympozium/trusted-ca.crt >> /target/sympozium/ca-bundle.crt"),
            List.of(java, "@/sympozium/bridge.args"),
            List.of(java, "@/sympozium/executor.args"),
            List.of(java, "@/sympozium/agent.args"));
    forAll((plan, pod) ->
        assertThat(containers(pod))
            .filteredOn(c -> !isOwnLoop(plan, c.getName()))
            .allSatisfy(c -> {
              assertThat(c.getCommand()).isIn(commands);
              assertThat(c.getArgs()).isEmpty();
              assertThat(c.getWorkingDir()).isNull();
            }));
  }

  /** Options of the image or the pack would change the JVM of the executor. */
  @Test
  void shouldKeepOptionsOfJvmFromExecutor() {
    forAll((plan, pod) ->
        assertThat(containers(pod))
            .filteredOn(c -> c.getName().startsWith("skill-") && !isOwnLoop(plan, c.getName()))
            .allSatisfy(c -> {
              var values = new HashMap<String, String>();
              c.getEnv().forEach(e -> values.put(e.getName(), e.getValue()));
              assertThat(values)
                  .containsEntry("JAVA_TOOL_OPTIONS", null)
                  .containsEntry("JDK_JAVA_OPTIONS", null)
                  .containsEntry("_JAVA_OPTIONS", null);
            }));
  }

  @Test
  void shouldLimitVolumesToSizesOfPlan() {
    forAll((plan, pod) -> {
      var expected = new HashMap<String, String>();
      expected.put("workspace", orElse(plan.settings().workspaceSize(), "1Gi"));
      expected.put("tmp", orElse(plan.settings().tmpSize(), "256Mi"));
      plan.skills()
          .forEach(skill -> {
            if (skill.container() != null) {
              expected.put("tmp-" + skill.name(), orElse(skill.container().tmpSize(), "256Mi"));
            }
          });
      expected.forEach((name, size) ->
          assertThat(volume(pod, name).getEmptyDir().getSizeLimit()).hasToString(size));
    });
  }

  private static String orElse(@Nullable String size, String other) {
    return size == null ? other : size;
  }

  @Test
  void shouldUseUserTextOnlyInVariableValuesAndCommandsOfLoops() {
    forAll((plan, pod) -> {
      Pod bare = RunPodBuilderTest.pod(plan);
      containers(bare).forEach(c -> c.getEnv().forEach(e -> e.setValue(null)));
      containers(bare).stream()
          .filter(c -> isOwnLoop(plan, c.getName()))
          .forEach(c -> c.setCommand(List.of()));
      assertThat(bare.toString()).doesNotContain(RandomPlans.USER_TEXT);
    });
  }

  private static void forAll(BiConsumer<RunPlan, Pod> invariant) {
    PODS.forEach(invariant);
  }

  private static Map<RunPlan, Pod> pods() {
    var random = new RandomPlans(20261101);
    Map<RunPlan, Pod> pods = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      RunPlan plan = random.next();
      pods.put(plan, RunPodBuilderTest.pod(plan));
    }
    return pods;
  }

  private static List<Container> containers(Pod pod) {
    return RestrictedProfile.containers(pod.getSpec());
  }

  private static boolean isDnsLabel(String name) {
    return name.length() <= 63 && name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  }

  private static Volume volume(Pod pod, String name) {
    return pod.getSpec().getVolumes().stream()
        .filter(v -> v.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the volumes with a token, by audience. */
  private static Map<String, String> tokens(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(v -> v.getProjected() != null)
        .flatMap(v ->
            v.getProjected().getSources().stream()
                .filter(s -> s.getServiceAccountToken() != null)
                .map(s -> Map.entry(s.getServiceAccountToken().getAudience(), v.getName())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<String> mountsOf(Pod pod, String volume) {
    return containers(pod).stream()
        .flatMap(c ->
            c.getVolumeMounts().stream()
                .filter(m -> m.getName().equals(volume))
                .map(m ->
                    c.getName()
                        + " "
                        + m.getMountPath()
                        + (Boolean.TRUE.equals(m.getReadOnly()) ? " read-only" : "")))
        .toList();
  }

  /** Returns the skill that a volume belongs to, if any. */
  private static Stream<String> ownerOf(RunPlan plan, String volume) {
    return plan.skills().stream()
        .map(PlannedSkill::name)
        .filter(name ->
            Stream.of("ipc-", "tmp-", "shm-", "id-", "api-", "secret-", "vol[0-9]+-")
                .anyMatch(prefix -> volume.matches(prefix + name)));
  }
}

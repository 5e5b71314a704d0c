package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ai.sympozium.api.EnvVar;
import ai.sympozium.api.SkillVolume;
import ai.sympozium.api.SkillVolumeMount;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests resources, secret and variables of a skill container. */
class SidecarPlannerTest {
  // Resources

  @Test
  void shouldUseSmallResourcesByDefault() {
    var container = container("image: i");

    assertThat(container.requests()).containsOnly(entry("cpu", "100m"), entry("memory", "128Mi"));
    assertThat(container.limits()).containsOnly(entry("memory", "128Mi"));
    assertThat(container.mountWorkspace()).isTrue();
  }

  @Test
  void shouldLimitMemoryButNotCpuWhenShortFormIsUsed() {
    var container = container("image: i", "resources: {cpu: '2', memory: 1Gi}");

    assertThat(container.requests()).containsOnly(entry("cpu", "2"), entry("memory", "1Gi"));
    assertThat(container.limits()).containsOnly(entry("memory", "1Gi"));
  }

  @Test
  void shouldUseLimitOfEphemeralStorageAsSizeOfTmpUnlessItIsSet() {
    String limit = "resources: {limits: {ephemeral-storage: 2Gi}}";

    assertThat(container("image: i").tmpSize()).isNull();
    assertThat(container("image: i", limit).tmpSize()).isEqualTo("2Gi");
    assertThat(container("image: i", limit, "tmpSize: 1Gi").tmpSize()).isEqualTo("1Gi");
  }

  @Test
  void shouldPreferRequestsAndLimitsOverShortForm() {
    var container =
        container(
            "image: i",
            "resources: {cpu: 100m, memory: 1Gi, requests: {memory: 256Mi},"
                + " limits: {cpu: '1', memory: 2Gi, nvidia.com/gpu: '1'}}");

    assertThat(container.requests()).containsOnly(entry("cpu", "100m"), entry("memory", "256Mi"));
    assertThat(container.limits())
        .containsOnly(entry("cpu", "1"), entry("memory", "2Gi"), entry("nvidia.com/gpu", "1"));
  }

  @Test
  void shouldUseALimitThatIsSetAloneAsTheRequest() {
    var container = container("image: i", "resources: {limits: {cpu: 50m, memory: 64Mi}}");

    assertThat(container.requests()).containsOnly(entry("cpu", "50m"), entry("memory", "64Mi"));
    assertThat(container.limits()).containsOnly(entry("cpu", "50m"), entry("memory", "64Mi"));
  }

  @Test
  void shouldUseAMemoryRequestThatIsSetAloneAsTheLimit() {
    var container = container("image: i", "resources: {requests: {memory: 512Mi}}");

    assertThat(container.requests()).containsOnly(entry("cpu", "100m"), entry("memory", "512Mi"));
    assertThat(container.limits()).containsOnly(entry("memory", "512Mi"));
  }

  @Test
  void shouldAcceptARequestThatEqualsItsLimit() {
    var container =
        container("image: i", "resources: {requests: {cpu: '1'}, limits: {cpu: 1000m}}");

    assertThat(container.requests()).contains(entry("cpu", "1"));
  }

  @Test
  void shouldAcceptAQuantityOfZero() {
    var container = container("image: i", "resources: {requests: {cpu: '0'}}");

    assertThat(container.requests()).contains(entry("cpu", "0"));
  }

  @Test
  void shouldNotMountTheWorkspaceWhenThePackDeclinesIt() {
    assertThat(container("image: i", "mountWorkspace: false").mountWorkspace()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{memory: lots}             | .memory          | lots",
        "{cpu: 1 core}              | .cpu             | 1 core",
        "{requests: {cpu: 1K}}      | .requests.cpu    | 1K",
        "{limits: {memory: '-1'}}   | .limits.memory   | -1",
        "{limits: {memory: ''}}     | .limits.memory   | ''",
        "{requests: {x.y/z: 1e}}    | .requests.x.y/z  | 1e",
        "{memory: '0x10'}           | .memory          | 0x10"
      })
  void shouldRefuseInvalidQuantityAtItsField(String resources, String field, String quantity) {
    assertThat(refusal("sidecar: {image: i, resources: " + resources + "}"))
        .isEqualTo(
            "spec.skills[0] (pack \"tool\"): spec.sidecar.resources"
                + field
                + ": \""
                + quantity
                + "\" is not a quantity. Use a value such as 100m for CPU or 128Mi for memory.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{requests: {memory: 1Gi}, limits: {memory: 1000Mi}} | memory (1Gi)  | (1000Mi)",
        "{memory: 1Gi, limits: {memory: 512Mi}}              | memory (1Gi)  | (512Mi)",
        "{requests: {memory: 1Gi}, memory: 1M}               | memory (1Gi)  | (1M)",
        "{cpu: '1', limits: {cpu: 999m}}                     | cpu (1)       | (999m)"
      })
  void shouldRefuseRequestWhenHigherThanLimit(String resources, String request, String limit) {
    assertThat(refusal("sidecar: {image: i, resources: " + resources + "}"))
        .isEqualTo(
            "spec.skills[0] (pack \"tool\"): spec.sidecar.resources: the request for "
                + request
                + " is higher than its limit "
                + limit
                + ". Lower the request or raise the limit.");
  }

  // Secrets

  @ParameterizedTest
  @CsvSource({
    "secretRef: github, /secrets/github",
    "'secretRef: github\nsecretMountPath: /etc/keys', /etc/keys",
    "'secretRef: github\nsecretMountPath: \" \"', /secrets/github"
  })
  void shouldMountASecretByNameUnlessThePackSetsAPath(String secret, String path) {
    var container = container("image: i", secret);

    assertThat(container.secret()).isEqualTo("github");
    assertThat(container.secretPath()).isEqualTo(path);
  }

  @Test
  void shouldIgnoreSecretMountPathWithoutSecret() {
    assertThat(container("image: i", "secretMountPath: /ipc").secretPath()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ipc",
        "/ipc/tools",
        "/sympozium",
        "/sympozium/runtime",
        "/run/sympozium/identity",
        "/run",
        "/tmp",
        "/tmp/x",
        "/workspace",
        "/var",
        "/var/run",
        "/dev",
        "/dev/shm",
        "/proc",
        "/sys/fs",
        "/run/ca-bundle.crt",
        "/etc/passwd",
        "/etc",
        "/var/run/secrets/kubernetes.io/serviceaccount"
      })
  void shouldRefuseSecretMountPathThatOverlapsMountOfRun(String path) {
    assertThat(refusal("sidecar: {image: i, secretRef: github, secretMountPath: " + path + "}"))
        .isEqualTo(
            "spec.skills[0] (pack \"tool\"): spec.sidecar.secretMountPath: "
                + path
                + " overlaps a mount of the run. Use a path such as /secrets/github.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//ipc",
        "/ipc/",
        "/./ipc",
        "/secrets/../ipc",
        "/a/..",
        "relative",
        "/a//b",
        "../x"
      })
  void shouldRefuseSecretMountPathThatIsNotPlain(String path) {
    assertThat(refusal("sidecar: {image: i, secretRef: github, secretMountPath: " + path + "}"))
        .isEqualTo(
            "spec.skills[0] (pack \"tool\"): spec.sidecar.secretMountPath: \""
                + path
                + "\" is not a plain absolute path. Use a path such as /secrets/github.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ipcs", "/tmpfs", "/run/other", "/workspaces/a", "/home/..a", "/etc/ipc"})
  void shouldAcceptSecretMountPathBesideMountOfRun(String path) {
    assertThat(container("image: i", "secretRef: github", "secretMountPath: " + path).secretPath())
        .isEqualTo(path);
  }

  // Volumes

  @Test
  void shouldPlanVolumesAndTheirMounts() {
    var container =
        container(
            "image: i",
            "imagePullPolicy: Always",
            "volumes: [{name: cache, emptyDir: {}}]",
            "volumeMounts: [{name: cache, mountPath: /cache, subPath: a/b, readOnly: true}]");

    assertThat(container.imagePullPolicy()).isEqualTo("Always");
    assertThat(container.volumes()).extracting(SkillVolume::name).containsExactly("cache");
    assertThat(container.volumeMounts())
        .containsExactly(new SkillVolumeMount("cache", "/cache", "a/b", true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: v, mountPath: /ipc/tools}   | mountPath: /ipc/tools overlaps a mount of the run",
        "{name: v, mountPath: /dev/shm}     | mountPath: /dev/shm overlaps a mount of the run",
        "{name: v, mountPath: /run}         | mountPath: /run overlaps a mount of the run",
        "{name: v, mountPath: /a/../ipc}    | mountPath: \"/a/../ipc\" is not a plain absolute path",
        "{name: v, mountPath: /secrets}     | mountPath: /secrets overlaps another mount of the pack",
        "{name: w, mountPath: /cache}       | name: the pack has no volume \"w\"",
        "{name: v, mountPath: /c, subPath: a/../..} | subPath: \"a/../..\" is not a plain relative path"
      })
  void shouldRefuseMountThatIsNotOfThePack(String mount, String problem) {
    assertThat(
            refusal(
                "sidecar: {image: i, secretRef: keys, volumes: [{name: v, emptyDir: {}}],"
                    + " volumeMounts: ["
                    + mount
                    + "]}"))
        .startsWith("spec.skills[0] (pack \"tool\"): spec.sidecar.volumeMounts[0]." + problem);
  }

  @Test
  void shouldRefuseMountsThatOverlapEachOther() {
    assertThat(
            refusal(
                "sidecar: {image: i, volumes: [{name: v, emptyDir: {}}],"
                    + " volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /a/b}]}"))
        .contains("spec.sidecar.volumeMounts[1].mountPath: /a/b overlaps another mount");
  }

  @Test
  void shouldRefuseVolumeWithoutMountOrKind() {
    assertThat(refusal("sidecar: {image: i, volumes: [{name: v, emptyDir: {}}]}"))
        .endsWith(
            "spec.sidecar.volumes[0]: volume \"v\" is not mounted. Add it to volumeMounts, or"
                + " remove it.");
    assertThat(
            refusal(
                "sidecar: {image: i, volumes: [{name: v}],"
                    + " volumeMounts: [{name: v, mountPath: /a}]}"))
        .contains("spec.sidecar.volumes[0]: volume \"v\" has 0 kinds. Use exactly one of");
  }

  @Test
  void shouldRefuseAccessToNode() {
    assertThat(refusal("sidecar: {image: i, hostAccess: {enabled: true, hostPID: true}}"))
        .isEqualTo(
            "spec.skills[0] (pack \"tool\"): spec.sidecar.hostAccess.enabled: a run is a restricted"
                + " pod without access to its node. Set it to false if the skill works without, or"
                + " use another pack.");
    assertThat(container("image: i", "hostAccess: {enabled: false}").image()).isEqualTo("i");
  }

  // Variables

  @Test
  void shouldKeepSourceOfVariable() {
    var container =
        container(
            "image: i", "env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: token}}}]");

    var source = requireNonNull(container.env().getFirst().valueFrom());
    assertThat(requireNonNull(source.secretKeyRef()).getName()).isEqualTo("keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SYMPOZIUM_GATEWAY", "SYMPOZIUM_X", "LD_PRELOAD", "LD_LIBRARY_PATH"})
  void shouldRefuseReservedVariables(String name) {
    assertThat(refusal("sidecar: {image: i, env: [{name: " + name + ", value: x}]}"))
        .isEqualTo(
            "spec.skills[0] (pack \"tool\"): spec.sidecar.env[0].name: "
                + name
                + " is reserved. Use a name without the prefix SYMPOZIUM_ or LD_.");
  }

  @Test
  void shouldAppendParametersSortedAfterPackVariables() {
    var container =
        withParams("{b: two, a-1.x: one}", "env: [{name: Z, value: z}, {name: A, value: a}]");

    assertThat(container.env())
        .containsExactly(
            new EnvVar("Z", "z"),
            new EnvVar("A", "a"),
            new EnvVar("SKILL_A_1_X", "one"),
            new EnvVar("SKILL_B", "two"));
  }

  @Test
  void shouldReplacePackVariableWhenParameterSetsIt() {
    var container = withParams("{branch: release}", "env: [{name: SKILL_BRANCH, value: main}]");

    assertThat(container.env()).containsExactly(new EnvVar("SKILL_BRANCH", "release"));
  }

  @ParameterizedTest
  @CsvSource({
    "$(HOME), $$(HOME)",
    "pa$$word, pa$$$$word",
    "$, $$",
    "a;rm -rf /, a;rm -rf /",
    "plain, plain"
  })
  void shouldEscapeDollarSignsOfParameterValues(String value, String stored) {
    assertThat(withParams("{key: '" + value + "'}").env())
        .containsExactly(new EnvVar("SKILL_KEY", stored));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "1a", "-a", "a b", "a=b", "a$b", "ä", "a\\nb", "a/b", ".a", "a;b"})
  void shouldRefuseParameterKeyThatIsNoVariableName(String key) {
    String message = refusalOfParams("{\"" + key + "\": v}");

    assertThat(message)
        .isEqualTo(
            "spec.skills[0].params: \""
                + key.replace("\\n", "\n")
                + "\" cannot become a variable name. Use letters, digits, dashes, dots and"
                + " underscores, for example default-branch.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a-b: v, a.b: v}", "{a_b: v, A-B: v}", "{x: v, X: v}"})
  void shouldRefuseParameterKeysThatSetSameVariable(String params) {
    assertThat(refusalOfParams(params))
        .startsWith("spec.skills[0].params: two keys become the same variable SKILL_")
        .endsWith(". Rename one of them.");
  }

  private static RunPlan.Container container(String... sidecar) {
    return skill(cluster("sidecar:\n" + String.join("\n", sidecar).indent(2)), "{}");
  }

  private static RunPlan.Container withParams(String params, String... sidecar) {
    return skill(cluster("sidecar:\n  image: i\n" + String.join("\n", sidecar).indent(2)), params);
  }

  private static RunPlan.Container skill(FakeClusterReader cluster, String params) {
    var container =
        cluster
            .plan(run("skills: [{skillPackRef: tool, params: " + params + "}]"))
            .skills()
            .getFirst()
            .container();
    return requireNonNull(container);
  }

  private static String refusal(String pack) {
    return cluster(pack).refusal(run("skills: [{skillPackRef: tool}]"), Reason.SKILL_PACK_INVALID);
  }

  private static String refusalOfParams(String params) {
    return cluster("sidecar: {image: i}")
        .refusal(
            run("skills: [{skillPackRef: tool, params: " + params + "}]"),
            Reason.SKILL_PACK_INVALID);
  }

  private static FakeClusterReader cluster(String pack) {
    return new FakeClusterReader()
        .withInstance("agents: {default: {model: m}}")
        .withPack("demo", "tool", pack);
  }
}

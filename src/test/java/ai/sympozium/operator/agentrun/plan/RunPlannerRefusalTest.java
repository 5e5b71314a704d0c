package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.runNamed;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.rbac.DangerousPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the refusals: each message names the field, the problem and the fix. */
class RunPlannerRefusalTest {
  private static final String HALF = "ä".repeat(SkillPlanner.MAX_TEXT_BYTES / 4);
  private static final String SERVICES = "{resources: [services], verbs: [get]}";
  private static final String MODEL = "agents: {default: {model: m}}";

  @Test
  void shouldRefuseWhenInstanceIsMissing() {
    assertThat(new FakeClusterReader().refusal(run(), Reason.INSTANCE_NOT_FOUND))
        .isEqualTo(
            "spec.instanceRef: SympoziumInstance \"sre-bot\" not found in namespace demo. Create"
                + " it, or use one of: kubectl get sympoziuminstances -n demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../pods/x", "?watch=true", "sre-bot?a", "sre-bot#", "Sre-Bot", " ", "-a"})
  void shouldRefuseInvalidInstanceNameWithoutReadingIt(String name) {
    var cluster = new FakeClusterReader().withInstance(MODEL);

    String message =
        cluster.refusal(
            runNamed("a", "instanceRef: '" + name + "'\ntask: t"), Reason.INSTANCE_NOT_FOUND);

    assertThat(message)
        .startsWith("spec.instanceRef: SympoziumInstance \"" + name + "\" not found");
    assertThat(cluster.readNames()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "HOME",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS",
        "_JAVA_OPTIONS",
        "SYMPOZIUM_GATEWAY",
        "SKILL_A",
        "OPENAI_API_KEY",
        "KUBERNETES_SERVICE_HOST",
        "AGENT_RUN_ID",
        "a-b",
        "1A",
        ""
      })
  void shouldRefuseReservedVariable(String name) {
    String ofInstance = "agents: {default: {model: m, env: {'" + name + "': x}}}";

    assertThat(
            new FakeClusterReader()
                .withInstance(MODEL)
                .refusal(run("env: {'" + name + "': x}"), Reason.ENVIRONMENT_INVALID))
        .startsWith("spec.env: ")
        .contains(name);
    assertThat(
            new FakeClusterReader()
                .withInstance(ofInstance)
                .refusal(run(), Reason.ENVIRONMENT_INVALID))
        .startsWith("spec.agents.default.env of the instance: ");
  }

  @Test
  void shouldRefuseWhenRunNameIsTooLongForLabel() {
    String name = "r".repeat(64);

    assertThat(
            new FakeClusterReader()
                .withInstance(MODEL)
                .refusal(runNamed(name, "instanceRef: sre-bot\ntask: t"), Reason.NAME_TOO_LONG))
        .isEqualTo(
            "metadata.name: \""
                + name
                + "\" has 64 characters, but a label of the run's objects can have at most 63."
                + " Choose a shorter name.");
  }

  @Test
  void shouldRefuseWhenInstanceNameIsTooLongForLabel() {
    String name = "i".repeat(64);

    assertThat(
            new FakeClusterReader()
                .withInstanceNamed(name, MODEL)
                .refusal(runNamed("a", "instanceRef: " + name + "\ntask: t"), Reason.NAME_TOO_LONG))
        .startsWith("spec.instanceRef: \"iiii")
        .endsWith("Choose a shorter name.");
  }

  @Test
  void shouldAcceptNamesOf63Characters() {
    String name = "n".repeat(63);
    var cluster = new FakeClusterReader().withInstanceNamed(name, MODEL);

    assertThat(cluster.plan(runNamed(name, "instanceRef: " + name + "\ntask: t")).instance())
        .isEqualTo(name);
  }

  @Test
  void shouldRefuseWhenNamespaceIsReserved() {
    var run = run();
    run.getMetadata().setNamespace("kube-system");

    assertThat(new FakeClusterReader().withInstance(MODEL).refusal(run, Reason.NAMESPACE_RESERVED))
        .isEqualTo(
            "metadata.namespace: kube-system is reserved for Kubernetes and cannot contain runs."
                + " Create the instance and the run in another namespace.");
  }

  @Test
  void shouldRefuseRunWhenNamespaceIsOfOperator() {
    var run = run();
    run.getMetadata().setNamespace("sympozium-system");

    assertThat(new FakeClusterReader().withInstance(MODEL).refusal(run, Reason.NAMESPACE_RESERVED))
        .isEqualTo(
            "metadata.namespace: sympozium-system is reserved for the operator and cannot contain"
                + " runs. Create the instance and the run in another namespace.");
  }

  @Test
  void shouldRefuseWhenPackIsMissingInBothNamespaces() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL)
            .withPack("demo", "there", "sidecar: {image: i}");

    assertThat(
            cluster.refusal(
                run("skills: [{skillPackRef: there}, {skillPackRef: missing}]"),
                Reason.SKILL_PACK_NOT_FOUND))
        .isEqualTo(
            "spec.skills[1]: SkillPack \"missing\" not found in namespace demo or sympozium-system."
                + " Create it, or attach one of: kubectl get skillpacks -A");
  }

  @Test
  void shouldNameInstanceWhenItsPackIsMissing() {
    var cluster = new FakeClusterReader().withInstance(MODEL, "skills: [{skillPackRef: missing}]");

    assertThat(cluster.refusal(run(), Reason.SKILL_PACK_NOT_FOUND))
        .startsWith("instance \"sre-bot\": spec.skills[0]: SkillPack \"missing\" not found");
  }

  @Test
  void shouldRefuseWhenPackIsAttachedTwice() {
    var cluster =
        new FakeClusterReader().withInstance(MODEL).withPack("demo", "tool", "sidecar: {image: i}");

    assertThat(
            cluster.refusal(
                run("skills: [{skillPackRef: tool}, {skillPackRef: tool, params: {a: b}}]"),
                Reason.SKILL_PACK_DUPLICATE))
        .isEqualTo(
            "spec.skills[1]: pack \"tool\" is attached twice. Remove one of the two entries.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "A",
        "a_b",
        "a.b",
        "-a",
        "a-",
        "../../secrets/x",
        "a/b",
        "?watch=true",
        "_bridge",
        "ä",
        "a\nb",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void shouldRefuseInvalidPackNameWithoutReadingIt(String name) {
    var cluster =
        new FakeClusterReader().withInstance(MODEL).withPack("demo", name, "sidecar: {image: i}");
    String quoted = "\"" + name.replace("\n", "\\n") + "\"";

    assertThat(
            cluster.refusal(
                run("skills: [{skillPackRef: " + quoted + "}]"), Reason.SKILL_PACK_INVALID))
        .isEqualTo(
            "spec.skills[0].skillPackRef: \""
                + name
                + "\" is not a valid pack name. Use at most 52 lower-case letters, digits and"
                + " dashes, for example k8s-ops.");
    assertThat(cluster.readNames()).containsExactly("sre-bot");
  }

  @Test
  void shouldRefuseNamespacePermissionsBeyondCeiling() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL)
            .withPack(
                "demo",
                "cert-admin",
                "sidecar:",
                "  image: i",
                "  rbac:",
                "  - {apiGroups: [''], resources: [pods], verbs: [get]}",
                "  - {apiGroups: [''], resources: [pods, secrets], verbs: [get, list]}")
            .withCeiling("{apiGroups: [''], resources: [pods], verbs: [get, list]}");

    assertThat(
            cluster.refusal(
                run("skills: [{skillPackRef: cert-admin}]"), Reason.PERMISSIONS_BEYOND_CEILING))
        .isEqualTo(
            "spec.skills[0] (pack \"cert-admin\"): spec.sidecar.rbac[1]: secrets \"get\" exceeds"
                + " this cluster's ceiling. An administrator can allow it with a ClusterRole"
                + " labelled "
                + SympoziumLabels.LABEL_AGGREGATE_TO_CEILING
                + "=true, or for this namespace only with a RoleBinding to the"
                + " ServiceAccount sympozium-granter labelled "
                + SympoziumLabels.LABEL_NAMESPACE_CEILING
                + "=true.");
  }

  @Test
  void shouldAllowWhatTheCeilingOfTheNamespaceAdds() {
    assertThat(sharedPack().withCeilingIn("demo", SERVICES).plan(run()).grants()).hasSize(1);
  }

  @Test
  void shouldRefuseWhatOnlyTheCeilingOfAnotherNamespaceAdds() {
    assertThat(
            sharedPack()
                .withCeilingIn("other", SERVICES)
                .refusal(run(), Reason.PERMISSIONS_BEYOND_CEILING))
        .contains("rbac[0]: services \"get\" exceeds");
  }

  private static FakeClusterReader sharedPack() {
    return new FakeClusterReader()
        .withInstance(MODEL, "skills: [{skillPackRef: a}]")
        .withPack(
            "sympozium-system",
            "a",
            "sidecar:",
            "  image: i",
            "  rbac: [{resources: [pods, services], verbs: [get]}]")
        .withCeiling("{resources: [pods], verbs: [get]}");
  }

  @Test
  void shouldRefuseClusterRuleWhenOnlyNamespaceCeilingAllowsIt() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: a}]")
            .withPack(
                "demo",
                "a",
                "sidecar:",
                "  image: i",
                "  clusterRBAC: [{resources: [services], verbs: [get]}]")
            .withCeilingIn("demo", "{resources: [services], verbs: [get]}");

    assertThat(cluster.refusal(run(), Reason.PERMISSIONS_BEYOND_CEILING))
        .endsWith(
            "clusterRBAC[0]: services \"get\" exceeds this cluster's ceiling. An administrator can"
                + " allow it with a ClusterRole labelled "
                + SympoziumLabels.LABEL_AGGREGATE_TO_CEILING
                + "=true.");
  }

  @Test
  void shouldRefuseADangerousPermissionWithinTheCeiling() {
    assertThat(dangerousPack().refusal(run(), Reason.DANGEROUS_PERMISSION))
        .isEqualTo(
            "instance \"sre-bot\": spec.skills[0] (pack \"a\"): spec.sidecar.rbac[1]: pods/exec"
                + " \"get\" is a dangerous permission (pods-exec: "
                + DangerousPermission.PODS_EXEC.risk()
                + ") and not allowed. An administrator can allow it with the chart value"
                + " allowedDangerousPermissions: [pods-exec].");
  }

  @Test
  void shouldAcceptADangerousPermissionThatIsAllowed() {
    var cluster = dangerousPack().withAllowed(DangerousPermission.PODS_EXEC);

    assertThat(cluster.plan(run()).grants()).hasSize(1);
  }

  private static FakeClusterReader dangerousPack() {
    return new FakeClusterReader()
        .withInstance(MODEL, "skills: [{skillPackRef: a}]")
        .withPack(
            "demo",
            "a",
            "sidecar:",
            "  image: i",
            "  rbac:",
            "  - {resources: [pods], verbs: [get]}",
            "  - {resources: [pods/log, pods/exec], verbs: [get, create]}")
        .withCeiling("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}");
  }

  @Test
  void shouldAcceptWorkloadPermissionsInTheNamespace() {
    assertThat(workloadPack("rbac").plan(run()).grants()).hasSize(1);
  }

  @Test
  void shouldRefuseWorkloadPermissionsClusterWide() {
    assertThat(workloadPack("clusterRBAC").refusal(run(), Reason.DANGEROUS_PERMISSION))
        .contains("deployments.apps \"patch\" is a dangerous permission (workloads-everywhere:");
  }

  private static FakeClusterReader workloadPack(String field) {
    String rule = "{apiGroups: [apps], resources: [deployments], verbs: [patch]}";
    return new FakeClusterReader()
        .withInstance(MODEL, "skills: [{skillPackRef: a}]")
        .withPack("demo", "a", "sidecar: {image: i, " + field + ": [" + rule + "]}")
        .withCeiling(rule);
  }

  @Test
  void shouldRefuseClusterPermissionsBeyondCeiling() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: a}]")
            .withPack(
                "sympozium-system",
                "a",
                "sidecar:",
                "  image: i",
                "  clusterRBAC: [{apiGroups: [apps], resources: [deployments], verbs: [get],"
                    + " resourceNames: [cart]}]");

    assertThat(cluster.refusal(run(), Reason.PERMISSIONS_BEYOND_CEILING))
        .startsWith(
            "instance \"sre-bot\": spec.skills[0] (pack \"a\"): spec.sidecar.clusterRBAC[0]:"
                + " deployments.apps \"get\" on \"cart\" exceeds");
  }

  @Test
  void shouldRefuseParametersWhenPackHasNoSidecar() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL)
            .withPack("demo", "texts", "skills: [{name: a, content: b}]");

    assertThat(
            cluster.refusal(
                run("skills: [{skillPackRef: texts, params: {a: b}}]"), Reason.SKILL_PACK_INVALID))
        .isEqualTo(
            "spec.skills[0].params: pack \"texts\" has no sidecar to receive parameters. Remove"
                + " params.");
  }

  @Test
  void shouldRefuseWhenTwoSkillTextsHaveSameName() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL)
            .withPack("demo", "texts", "skills: [{name: a, content: b}, {name: a, content: c}]");

    assertThat(cluster.refusal(run("skills: [{skillPackRef: texts}]"), Reason.SKILL_PACK_INVALID))
        .isEqualTo(
            "spec.skills[0] (pack \"texts\"): spec.skills[1].name: \"a\" is used twice. Rename one"
                + " of the two skills.");
  }

  @Test
  void shouldAcceptSameSkillTextNameInTwoPacks() {
    var cluster =
        new FakeClusterReader()
            .withInstance(MODEL, "skills: [{skillPackRef: one}, {skillPackRef: two}]")
            .withPack("demo", "one", "skills: [{name: a, content: b}]")
            .withPack("demo", "two", "skills: [{name: a, content: c}]");

    assertThat(cluster.planned(run()).texts()).containsOnlyKeys("skill.one.a.md", "skill.two.a.md");
  }

  @Test
  void shouldRefuseTextsThatExceedTheLimitTogether() {
    assertThat(textPacks(HALF, HALF + "!").refusal(run(), Reason.PLAN_TOO_LARGE))
        .isEqualTo(
            "instance \"sre-bot\": spec.skills: the skills have 716801 bytes of text, but at most"
                + " 716800 fit into a plan. Attach fewer packs or shorten their texts.");
  }

  @Test
  void shouldAcceptTextsOfTheLimit() {
    assertThat(textPacks(HALF, HALF).planned(run()).texts()).hasSize(2);
  }

  private static FakeClusterReader textPacks(String one, String two) {
    return new FakeClusterReader()
        .withInstance(MODEL, "skills: [{skillPackRef: one}, {skillPackRef: two}]")
        .withPack("demo", "one", "skills: [{name: a, content: '" + one + "'}]")
        .withPack("demo", "two", "skills: [{name: a, content: '" + two + "'}]");
  }
}

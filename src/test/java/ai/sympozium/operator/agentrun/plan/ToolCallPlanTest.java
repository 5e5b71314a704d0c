package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.runNamed;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.RequestedCall;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests runs that call a tool without a model: what they get, and why they are refused. */
class ToolCallPlanTest {
  private static final String MODEL = "agents: {default: {model: m}}";
  private static final String SKILLS = "skills: [{skillPackRef: k8s-ops}, {skillPackRef: other}]";
  private static final String CALL = "toolCall: {tool: k8s-ops/scale, arguments: {name: api}}";
  private static final String ENDPOINT_RUN = "sre-bot-web-0123456789abcdef";

  private static final String[] K8S_OPS = {
    "skills: [{name: overview, content: text}]",
    "sidecar:",
    "  image: example/k8s-ops:1",
    "  rbac: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
    "  tools: [{name: scale, description: Scales., exec: [kubectl, scale], inputMode: stdin,",
    "    parameters: {type: object, properties: {name: {type: string}}}},",
    "    {name: drain, description: Drains., exec: [kubectl, drain]}]"
  };

  private static final String[] OTHER = {
    "sidecar:",
    "  image: example/other:1",
    "  rbac: [{apiGroups: [''], resources: [services], verbs: [get]}]",
    "  clusterRBAC: [{apiGroups: [''], resources: [nodes], verbs: [list]}]",
    "  tools: [{name: scale, description: Scales., exec: [other]}]"
  };

  private static FakeClusterReader cluster(String... instance) {
    String[] spec = new String[instance.length + 1];
    spec[0] = SKILLS;
    System.arraycopy(instance, 0, spec, 1, instance.length);
    return new FakeClusterReader()
        .withInstance(spec)
        .withPack("demo", "k8s-ops", K8S_OPS)
        .withPack("demo", "other", OTHER)
        .withCeiling("{resources: [pods, services, nodes], verbs: ['*']}");
  }

  private static AgentRun endpointRun(String call) {
    return runNamed(ENDPOINT_RUN, "instanceRef: sre-bot\ntask: t\n" + call);
  }

  @Test
  void shouldGrantPermissionsOfTheSkillOfTheToolOnly() {
    RunPlan plan = cluster(MODEL).plan(run(CALL));

    assertThat(plan.skills()).extracting(RunPlan.PlannedSkill::name).containsExactly("k8s-ops");
    assertThat(plan.grants()).singleElement().matches(grant -> grant.skill().equals("k8s-ops"));
    assertThat(plan.grants().getFirst().rules())
        .isEqualTo(plan.skills().getFirst().rules())
        .hasSize(1);
    assertThat(plan.grants().getFirst().clusterRules()).isEmpty();
  }

  @Test
  void shouldNotDependOnOtherSkills() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                MODEL,
                "skills: [{skillPackRef: missing}, {skillPackRef: k8s-ops},"
                    + " {configMapRef: absent}]")
            .withPack("demo", "k8s-ops", K8S_OPS)
            .withCeiling("{resources: [pods], verbs: ['*']}");

    RunPlan plan = cluster.plan(run(CALL));

    assertThat(plan.texts()).isEmpty();
    assertThat(cluster.readNames()).doesNotContain("missing", "absent");
  }

  @Test
  void shouldSelectSkillWhenSeveralHaveTheTool() {
    RunPlan plan = cluster(MODEL).plan(run("toolCall: {tool: other/scale}"));

    AgentInput input = AgentInputBuilder.of(plan, AgentInput.Tools.DEFAULT);
    assertThat(input.skills()).extracting(AgentInput.Skill::name).containsExactly("other");
    assertThat(input.skills().getFirst().tools().getFirst().function()).isEqualTo("scale");
    RequestedCall call = Objects.requireNonNull(input.toolCall());
    assertThat(call.path()).isEqualTo("other/scale");
    assertThat(call.arguments()).isEmpty();
  }

  /** Secret, headers, authorities and transcript of the model neither exist nor are mounted. */
  @Test
  void shouldNeedNoModel() {
    var cluster =
        cluster(
            "agents: {default: {model: m, provider: replay, providerHeadersSecretRef: headers,"
                + " providerHeaders: {'a b': c}, tls: {caCertConfigMapRef: ca}}}",
            "authRefs: [{provider: openai, secret: key}]");

    RunPlan plan = cluster.plan(run(CALL));

    assertThat(plan.model()).isEqualTo(ModelResolver.NONE);
    assertThat(plan.model().keySecret()).isNull();
    assertThat(plan.model().headersSecret()).isNull();
    assertThat(plan.settings().caConfigMap()).isNull();
    assertThat(cluster.readNames()).doesNotContain("ca", "m");
  }

  @Test
  void shouldReadStoredPlanUnchanged() throws JsonProcessingException {
    RunPlan plan = cluster(MODEL).plan(run(CALL));
    var json = new ObjectMapper();

    RunPlan read = json.readValue(json.writeValueAsString(plan), RunPlan.class);

    assertThat(read).isEqualTo(plan);
    assertThat(Objects.requireNonNull(read.toolCall()).skill()).isEqualTo("k8s-ops");
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent/scale", "web-endpoint/scale", "scale", "../x/scale", "/scale"})
  void shouldRefuseSkillThatTheRunDoesNotHave(String tool) {
    var cluster = cluster(MODEL);

    String message =
        cluster.refusal(run("toolCall: {tool: " + tool + "}"), Reason.TOOL_CALL_INVALID);

    assertThat(message).startsWith("spec.toolCall.tool: the run has no skill \"");
    assertThat(cluster.readNames()).containsOnly("sre-bot");
  }

  @Test
  void shouldRefuseToolThatTheSkillDoesNotHave() {
    assertThat(
            cluster(MODEL)
                .refusal(
                    run("toolCall: {tool: k8s-ops/execute_command}"), Reason.TOOL_CALL_INVALID))
        .isEqualTo(
            "spec.toolCall.tool: skill \"k8s-ops\" has no tool \"execute_command\". Use one of:"
                + " scale, drain.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{deny: [scale]}",
        "{deny: [k8s-ops/scale]}",
        "{allow: [drain]}",
        "{allow: [other/scale]}",
        "{allow: [scale], deny: [k8s-ops/scale]}"
      })
  void shouldRefuseToolThatAPolicyDenies(String policy) {
    String ofInstance = "agents: {default: {model: m, toolPolicy: " + policy + "}}";

    assertThat(cluster(ofInstance).refusal(run(CALL), Reason.TOOL_CALL_INVALID))
        .startsWith("spec.toolCall.tool: the tool policy does not allow k8s-ops/scale.");
    assertThat(
            cluster(MODEL).refusal(run(CALL + "\ntoolPolicy: " + policy), Reason.TOOL_CALL_INVALID))
        .startsWith("spec.toolCall.tool: the tool policy does not allow k8s-ops/scale.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "endpoint: {}", "endpoint: {tools: []}", "endpoint: {tools: [drain]}"})
  void shouldRefuseRunOfEndpointWhenToolIsNotOffered(String endpoint) {
    var cluster = cluster(MODEL, endpoint);

    assertThat(cluster.refusal(endpointRun(CALL), Reason.TOOL_CALL_INVALID))
        .isEqualTo(
            "spec.toolCall.tool: the endpoint of instance \"sre-bot\" does not offer k8s-ops/scale."
                + " Add it to spec.endpoint.tools of the instance, or call it by a run without the"
                + " name of an endpoint's run.");
    assertThat(cluster.readNames()).containsOnly("sre-bot");
  }

  @ParameterizedTest
  @CsvSource({"other/scale, true", "k8s-ops/scale, false", "other/scal, true", "Scale, true"})
  void shouldCompareOfferedNamesExactly(String offered, boolean refused) {
    var cluster = cluster(MODEL, "endpoint: {tools: [" + offered + "]}");

    assertThat(RunPlanner.plan(endpointRun(CALL), cluster) instanceof PlanResult.Refused)
        .isEqualTo(refused);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scale", "k8s-ops/scale"})
  void shouldPlanRunOfEndpointWhenToolIsOffered(String offered) {
    RunPlan plan = cluster(MODEL, "endpoint: {tools: [" + offered + "]}").plan(endpointRun(CALL));

    assertThat(plan.grants()).hasSize(1);
  }

  @Test
  void shouldDenyOfferedToolThatAPolicyDenies() {
    var cluster =
        cluster(
            "agents: {default: {model: m, toolPolicy: {deny: [scale]}}}",
            "endpoint: {tools: [scale]}");

    assertThat(cluster.refusal(endpointRun(CALL), Reason.TOOL_CALL_INVALID))
        .contains("the tool policy does not allow k8s-ops/scale");
  }

  @Test
  void shouldRefuseHugeArguments() {
    String most = "ä".repeat((RequestedCall.MAX_ARGUMENTS_BYTES - "{\"name\":\"\"}".length()) / 2);

    assertThat(cluster(MODEL).plan(run(call(most))).grants()).hasSize(1);
    assertThat(cluster(MODEL).refusal(run(call(most + "aa")), Reason.TOOL_CALL_INVALID))
        .startsWith("spec.toolCall.arguments: the arguments have 6553")
        .endsWith("but at most 65536 are possible. Shorten them.");
  }

  @Test
  void shouldRefuseArgumentsThatWereTooLargeToRead() {
    String flood = "[" + "{},".repeat(20_000) + "{}]";

    assertThat(cluster(MODEL).refusal(run(call(flood)), Reason.TOOL_CALL_INVALID))
        .isEqualTo(
            "spec.toolCall.arguments: the arguments are larger than 64 KiB as JSON, or 16384 names"
                + " and values. Shorten them.");
  }

  private static String call(String name) {
    return "toolCall: {tool: k8s-ops/scale, arguments: {name: " + name + "}}";
  }
}

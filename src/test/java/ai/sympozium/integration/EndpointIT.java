package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.EndpointStatus;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilterBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the life of an endpoint's objects, and what its account may do. No server runs in it. */
@ControlPlaneTest
class EndpointIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String NAME = "bot-web-endpoint";
  private static final String RUNS = "sympozium-endpoint-runs";
  private static final String OBJECTS = "sympozium-endpoint-objects";
  private static final String ID = "0123456789abcdef";

  private String namespace = "";

  @BeforeEach
  void createNamespace() {
    namespace = TestCluster.namespace("endpoint");
    TestCluster.transcript(namespace, "fine", Transcript.answer("fine"));
  }

  @AfterEach
  void deleteNamespace() {
    TestCluster.deleteNamespace(namespace);
  }

  private void attach(String params) {
    attachWith("{skillPackRef: web-endpoint, params: %s}".formatted(params), "");
  }

  private void attach(String params, String skill) {
    attachWith(skill + ", {skillPackRef: web-endpoint, params: %s}".formatted(params), "");
  }

  private void detach() {
    TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"skills\":null}}");
  }

  private void attachWith(String skills, String fields) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents: {default: {provider: replay, model: fine}}
          skills: [%s]
          %s
        """
            .formatted(skills, fields));
  }

  /** The control plane has no controller of Deployments, so this reports a pod that is ready. */
  private void awaitServing() {
    await("the Deployment").atMost(TIMEOUT).until(() -> find(Deployment.class, NAME).isPresent());
    TestCluster.ADMIN
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(NAME)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"replicas\":1,\"readyReplicas\":1,\"availableReplicas\":1}}");
    await("a serving endpoint")
        .atMost(TIMEOUT)
        .until(() -> endpoint().filter(EndpointStatus::ready).isPresent());
  }

  private Optional<EndpointStatus> endpoint() {
    return Optional.ofNullable(status()).map(SympoziumInstanceStatus::endpoint);
  }

  private @Nullable SympoziumInstanceStatus status() {
    return instance().getStatus();
  }

  private SympoziumInstance instance() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .require();
  }

  private Stream<HasMetadata> objects() {
    return Stream.concat(
        ServedInstance.KINDS.stream().flatMap(kind -> find(kind, NAME).stream()),
        find(Secret.class, NAME + "-key").stream());
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return Optional.ofNullable(
        TestCluster.ADMIN.resources(kind).inNamespace(namespace).withName(name).get());
  }

  private static void removeLabels(HasMetadata object) {
    merge(object, "{\"metadata\":{\"labels\":null}}");
  }

  private static void merge(HasMetadata object, String change) {
    TestCluster.ADMIN.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), change);
  }

  private String key() {
    Secret secret = find(Secret.class, NAME + "-key").orElseThrow();
    return new String(
        Base64.getDecoder().decode(secret.getData().get("api-key")), StandardCharsets.UTF_8);
  }

  private String settings() {
    return find(Deployment.class, NAME)
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .stream()
        .filter(variable -> variable.getName().equals("SYMPOZIUM_ENDPOINT"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private String reason() {
    SympoziumInstanceStatus status = status();
    return status == null
        ? ""
        : status.conditions().stream()
            .filter(condition -> condition.getType().equals("EndpointReady"))
            .map(condition -> condition.getReason() + ": " + condition.getMessage())
            .findFirst()
            .orElse("");
  }

  @Test
  void shouldServeWhenPackIsAttachedAndRemoveEverythingWhenItIsDetached() {
    attach("{hostname: bot.example}");
    awaitServing();

    assertThat(endpoint().orElseThrow().url()).isEqualTo("http://bot.example");
    assertThat(objects()).hasSize(ServedInstance.KINDS.size() + 1);
    assertThat(key()).matches("sk-[0-9a-f]{48}");
    assertThat(find(Service.class, NAME).orElseThrow().getSpec().getPorts())
        .singleElement()
        .satisfies(port -> {
          assertThat(port.getName()).isEqualTo("http");
          assertThat(port.getPort()).isEqualTo(8080);
        });

    detach();

    await("no object of the endpoint")
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(objects()).isEmpty());
    await("no endpoint in the status").atMost(TIMEOUT).until(() -> endpoint().isEmpty());
    assertThat(reason()).isEmpty();
  }

  @Test
  void shouldCancelActiveRunsOfEndpointOnlyWhenPackIsDetached() {
    TestCluster.apply(namespace, Packs.stock("tool", "hello"));
    TestCluster.transcript(
        namespace, "fine", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("fine"));
    attach("{}", "{skillPackRef: tool}");
    awaitServing();
    try (KubernetesClient account = account()) {
      account.resource(run("bot", "bot-web-" + ID, "")).create();
    }
    TestCluster.run(namespace, "theirs", "bot");
    RunWaits.await(namespace, "bot-web-" + ID, "tool");
    String pod = RunWaits.await(namespace, "theirs", "tool");

    attachWith("{skillPackRef: tool}", "");

    await("cancelled run")
        .atMost(TIMEOUT)
        .until(() ->
            find(AgentRun.class, "bot-web-" + ID).stream().allMatch(AgentRun::isMarkedForDeletion));
    await("no endpoint in the status").atMost(TIMEOUT).until(() -> endpoint().isEmpty());
    RunWaits.release(namespace, pod);
    assertThat(TestCluster.awaitFinal(namespace, "theirs").result()).isEqualTo("fine");
  }

  /** The policy rejects the deletion of a Service that no instance controls. */
  @Test
  void shouldRemoveOtherObjectsWhenDeletionOfOneIsRejected() {
    attach("{}");
    awaitServing();
    merge(
        find(Service.class, NAME).orElseThrow(),
        """
        {"metadata": {"ownerReferences": [
          {"apiVersion": "sympozium.ai/v1alpha1", "kind": "SympoziumInstance", "name": "bot", "uid": "%s"}]}}
        """
            .formatted(instance().getMetadata().getUid()));

    detach();

    await("only the Service")
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(objects()).singleElement().isInstanceOf(Service.class));
    await("condition")
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(reason()).startsWith("EndpointRejected: The deletion"));
  }

  /** Account, role and binding stay as they are: pods would lose their tokens with the account. */
  @Test
  void shouldRepairChangedLabelsOfObjects() {
    attach("{hostname: bot.example}");
    awaitServing();
    String account = find(ServiceAccount.class, NAME).orElseThrow().getMetadata().getUid();
    objects().forEach(EndpointIT::removeLabels);

    attach("{hostname: bot.example, rate_limit_rpm: '7'}");

    await("labels")
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(
                    Stream.of(
                            find(Deployment.class, NAME),
                            find(Service.class, NAME),
                            find(NetworkPolicy.class, NAME),
                            find(Ingress.class, NAME))
                        .flatMap(Optional::stream))
                .hasSize(4)
                .allSatisfy(object ->
                    assertThat(object.getMetadata().getLabels())
                        .containsEntry("sympozium.ai/component", "web-endpoint")
                        .containsEntry("sympozium.ai/instance", "bot")));
    assertThat(find(ServiceAccount.class, NAME).orElseThrow().getMetadata().getUid())
        .isEqualTo(account);
  }

  @Test
  void shouldRemoveObjectsWithChangedLabelsWhenPackIsDetached() {
    attach("{hostname: bot.example}");
    awaitServing();
    objects().forEach(EndpointIT::removeLabels);

    detach();

    await("no object of the endpoint")
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(objects()).isEmpty());
  }

  @Test
  void shouldApplyChangedParametersAndKeepTheKey() {
    attach("{hostname: bot.example, rate_limit_rpm: '5'}");
    awaitServing();
    String key = key();
    assertThat(settings()).contains("\"rateLimitRPM\":5");

    attach("{rate_limit_rpm: '7'}");

    await("changed settings")
        .atMost(TIMEOUT)
        .untilAsserted(() -> {
          assertThat(settings()).contains("\"rateLimitRPM\":7");
          assertThat(find(Ingress.class, NAME)).isEmpty();
          assertThat(endpoint().orElseThrow().url())
              .isEqualTo("http://" + NAME + "." + namespace + ".svc:8080");
        });
    assertThat(key()).isEqualTo(key);
  }

  @Test
  void shouldNotOverwriteKeyThatExists() {
    TestCluster.apply(
        namespace,
        "apiVersion: v1\nkind: Secret\nmetadata: {name: %s-key}\nstringData: {api-key: sk-mine}"
            .formatted(NAME));

    attach("{}");
    awaitServing();

    assertThat(key()).isEqualTo("sk-mine");
  }

  /** The API server checks quotas before names, and the operator cannot read Secrets. */
  @Test
  void shouldApplyParametersWhenItsOwnKeyFillsTheQuota() {
    attach("{rate_limit_rpm: '5'}");
    awaitServing();
    int secrets = TestCluster.ADMIN.secrets().inNamespace(namespace).list().getItems().size();
    Operator.stop();
    try {
      TestCluster.quota(namespace, "secrets: \"%d\"".formatted(secrets));
    } finally {
      Operator.start();
    }

    attach("{rate_limit_rpm: '7'}");

    await("changed settings")
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(settings()).contains("\"rateLimitRPM\":7"));
    assertThat(reason()).startsWith("EndpointReady");
  }

  @Test
  void shouldReportKeyThatTheQuotaHasNoSpaceFor() {
    TestCluster.quota(namespace, "secrets: \"0\"");

    attach("{}");

    await("condition")
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(reason())
                .startsWith("EndpointRejected: ")
                .contains("exceeded quota: limits"));
  }

  @Test
  void shouldReportParameterThatIsNotValid() {
    attach("{rate_limit_rpm: many}");

    await("condition")
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(reason())
                .startsWith("SettingsInvalid: spec.skills[0].params.rate_limit_rpm: \"many\""));
    assertThat(objects()).isEmpty();
  }

  @Test
  void shouldNotTakeOverObjectOfAnotherUser() {
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec: {ports: [{port: 1}]}
        """
            .formatted(NAME));

    attach("{}");

    await("condition")
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(reason()).startsWith("NameConflict: The Service " + NAME));
    assertThat(find(Service.class, NAME).orElseThrow().getSpec().getPorts().getFirst().getPort())
        .isEqualTo(1);
  }

  @Test
  void shouldRunTaskOfEndpointWithoutItsPack() {
    attach("{hostname: bot.example}");
    awaitServing();
    try (KubernetesClient account = account()) {
      account.resource(run("bot", "bot-web-" + ID, "")).create();
    }

    var status = TestCluster.awaitFinal(namespace, "bot-web-" + ID);

    assertThat(status.result()).isEqualTo("fine");
    assertThat(status.skills()).isEmpty();
    try (KubernetesClient account = account()) {
      account.resource(run("bot", "bot-web-" + ID, "")).delete();
    }
    await("deleted run")
        .atMost(TIMEOUT)
        .until(() -> find(AgentRun.class, "bot-web-" + ID).isEmpty());
  }

  @Test
  void shouldRejectRunsOfOtherInstancesAndNames() {
    attach("{}");
    awaitServing();
    TestCluster.run(namespace, "theirs", "bot");
    try (KubernetesClient account = account()) {
      for (AgentRun refused :
          List.of(
              run("other", "other-web-" + ID, ""),
              run("bot", "other-web-" + ID, ""),
              run("bot", "bot-web-x", ""))) {
        PolicyAssertions.assertRefused(RUNS, () -> account.resource(refused).dryRun().create());
      }
      PolicyAssertions.assertRefused(RUNS, () -> theirs(account).dryRun().delete());
      AgentRun unlabelled = run("bot", "bot-web-" + ID, "");
      unlabelled.getMetadata().setLabels(Map.of());
      PolicyAssertions.assertRefused(RUNS, () -> account.resource(unlabelled).dryRun().create());
      AgentRun unowned = run("bot", "bot-web-" + ID, "");
      unowned.getMetadata().setOwnerReferences(List.of());
      PolicyAssertions.assertRefused(RUNS, () -> account.resource(unowned).dryRun().create());
    }
  }

  /** RBAC is not the subject: a namespace administrator can allow more. */
  @Test
  void shouldRejectChangeOfRunByEndpoint() {
    attach("{}");
    awaitServing();
    TestCluster.run(namespace, "theirs", "bot");
    TestUsers users = new TestUsers(namespace);
    users.allow(
        "system:serviceaccount:" + namespace + ":" + NAME,
        namespace,
        List.of(TestUsers.rule("sympozium.ai", "agentruns", "get", "patch")));
    users.settle(namespace);
    try (KubernetesClient account = account()) {
      PolicyAssertions.assertRefused(
          RUNS,
          () ->
              theirs(account)
                  .dryRun()
                  .patch(
                      PatchContext.of(PatchType.JSON_MERGE),
                      "{\"metadata\":{\"annotations\":{\"note\":\"text\"}}}"));
    } finally {
      users.remove();
    }
  }

  @Test
  void shouldRejectRunWithSettingsOfItsOwn() {
    attach("{}");
    awaitServing();
    try (KubernetesClient account = account()) {
      assertThatCode(() -> account.resource(run("bot", "bot-web-" + ID, "")).dryRun().create())
          .doesNotThrowAnyException();
      for (String field :
          List.of(
              "env: {A: b}",
              "systemPrompt: Another.",
              "agentId: another",
              "cleanup: keep",
              "timeout: 8760h",
              "toolPolicy: {deny: [fetch_url]}",
              "limits: {turns: 1000}",
              "parent: {runName: another}",
              "model: {baseURL: 'https://mine.example'}")) {
        PolicyAssertions.assertRefused(
            RUNS, () -> account.resource(run("bot", "bot-web-" + ID, field)).dryRun().create());
      }
    }
  }

  @Test
  void shouldRefuseCallOfToolThatTheEndpointDoesNotOffer() {
    attachTools("[second/scale]");
    awaitServing();
    try (KubernetesClient account = account()) {
      account.resource(call("bot-web-" + ID, "first/scale")).create();
    }

    AgentRunStatus status = TestCluster.awaitFinal(namespace, "bot-web-" + ID);

    assertThat(status.phase()).isEqualTo(AgentRunPhase.FAILED);
    assertThat(status.error())
        .startsWith(
            "spec.toolCall.tool: the endpoint of instance \"bot\" does not offer first/scale.")
        .contains("spec.endpoint.tools");
    assertThat(
            TestCluster.grants(TestCluster.get(namespace, "bot-web-" + ID).getMetadata().getUid()))
        .isEmpty();
  }

  @Test
  void shouldGiveCallOfToolItsSkillOnly() {
    attachTools("[scale]");
    awaitServing();
    try (KubernetesClient account = account()) {
      account.resource(call("bot-web-" + ID, "second/scale")).create();
    }

    AgentRunStatus status = TestCluster.awaitFinal(namespace, "bot-web-" + ID);

    assertThat(status.phase()).isEqualTo(AgentRunPhase.SUCCEEDED);
    assertThat(status.skills()).extracting(SkillStatus::name).containsExactly("second");
  }

  @Test
  void shouldLetUserCallToolThatTheEndpointDoesNotOffer() {
    attachTools("[]");
    AgentRun run = call("by-hand", "first/scale");
    run.getMetadata().setOwnerReferences(List.of());
    run.getMetadata().setLabels(Map.of());
    TestCluster.ADMIN.resource(run).create();

    AgentRunStatus status = TestCluster.awaitFinal(namespace, "by-hand");

    assertThat(status.phase()).isEqualTo(AgentRunPhase.SUCCEEDED);
    assertThat(status.skills()).extracting(SkillStatus::name).containsExactly("first");
  }

  @Test
  void shouldRejectCallWithModelOrWithChangedArguments() {
    attachTools("[scale]");
    AgentRun stored = TestCluster.ADMIN.resource(call("bot-web-" + ID, "first/scale")).create();

    for (String field :
        List.of("systemPrompt: p", "model: {}", "conversation: [{role: user, content: a}]")) {
      assertThatThrownBy(() ->
              TestCluster.run(
                  namespace,
                  "mixed",
                  "instanceRef: bot",
                  "task: t",
                  "toolCall: {tool: first/scale}",
                  field))
          .hasMessageContaining("A run with a toolCall has no model");
    }
    assertThatThrownBy(() ->
            TestCluster.ADMIN
                .resource(stored)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"spec\":{\"toolCall\":{\"arguments\":{\"name\":\"other\"}}}}"))
        .hasMessageContaining("The spec of a run is immutable");
    for (String tool : List.of("scale", "first/Scale", "first/scale/x", "../first/scale")) {
      assertThatThrownBy(() ->
              TestCluster.run(
                  namespace,
                  "mixed",
                  "instanceRef: bot",
                  "task: t",
                  "toolCall: {tool: " + tool + "}"))
          .hasMessageContaining("spec.toolCall.tool");
    }
  }

  /** Attaches two packs with a tool of the same name, and permissions of their own. */
  private void attachTools(String offered) {
    for (String pack : List.of("first", "second")) {
      TestCluster.apply(
          namespace,
          Packs.withRules(pack, "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]", "[]")
              + """
                  tools:
                  - name: scale
                    description: Scales.
                    exec: [echo]
                    positionalArgs: [name]
                    parameters: {type: object, required: [name], properties: {name: {type: string}}}
              """);
    }
    attachWith(
        "{skillPackRef: first}, {skillPackRef: second}, {skillPackRef: web-endpoint}",
        "endpoint: {tools: %s}".formatted(offered));
  }

  private AgentRun call(String name, String tool) {
    AgentRun run = run("bot", name, "");
    run.setSpec(
        Manifests.parse(
            "{instanceRef: bot, task: Call it., toolCall: {tool: %s, arguments: {name: api}}}"
                .formatted(tool),
            AgentRunSpec.class));
    return run;
  }

  @Test
  void shouldPermitNothingButCreationAndDeletionOfRuns() {
    attach("{}");
    awaitServing();
    try (KubernetesClient account = account()) {
      PolicyAssertions.assertNotPermitted(
          account.resources(AgentRun.class).inNamespace(namespace)::list);
      PolicyAssertions.assertNotPermitted(account.secrets().inNamespace(namespace)::list);
      PolicyAssertions.assertNotPermitted(account.pods().inNamespace(namespace)::list);
    }
  }

  @Test
  void shouldLimitObjectsThatTheOperatorWrites() {
    attach("{}");
    awaitServing();
    Deployment deployment = find(Deployment.class, NAME).orElseThrow();
    try (KubernetesClient operator = PolicyAssertions.operator()) {
      for (String change :
          List.of(
              "{\"spec\":{\"template\":{\"spec\":{\"serviceAccountName\":\"default\"}}}}",
              "{\"spec\":{\"template\":{\"spec\":{\"hostNetwork\":true}}}}",
              container("\"args\":[\"executor\",\"web-endpoint\"]"),
              container("\"env\":[{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-Dx=y\"}]"),
              container(
                  "\"env\":[{\"name\":\"HOME\",\"value\":null,\"valueFrom\":{\"secretKeyRef\":{\"name\":\"s\",\"key\":\"k\"}}}]"),
              "{\"metadata\":{\"labels\":null}}")) {
        Deployment changed =
            TestCluster.ADMIN
                .resource(deployment)
                .dryRun()
                .patch(
                    PatchContext.of(
                        change.contains("containers")
                            ? PatchType.STRATEGIC_MERGE
                            : PatchType.JSON_MERGE),
                    change);
        PolicyAssertions.assertRefused(OBJECTS, () -> operator.resource(changed).dryRun().update());
      }
      // Without its labels, the object is still that of the endpoint, so the operator repairs it.
      removeLabels(deployment);
      Deployment repaired = find(Deployment.class, NAME).orElseThrow();
      repaired.getMetadata().setLabels(deployment.getMetadata().getLabels());
      assertThatCode(() -> operator.resource(repaired).dryRun().update())
          .doesNotThrowAnyException();
      for (HasMetadata other : objectsOfNoEndpoint()) {
        PolicyAssertions.assertRefused(OBJECTS, () -> operator.resource(other).dryRun().create());
      }
      assertThatThrownBy(
              () -> operator.secrets().inNamespace(namespace).withName(NAME + "-key").get())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("cannot get resource \"secrets\"");
    }
  }

  private List<HasMetadata> objectsOfNoEndpoint() {
    return List.of(
        Workloads.of("Deployment", namespace, "w", Workloads.PLAIN),
        other("v1", "Service", "{ports: [{port: 80}]}"),
        other("networking.k8s.io/v1", "NetworkPolicy", "{podSelector: {}}"),
        other(
            "networking.k8s.io/v1",
            "Ingress",
            "{defaultBackend: {service: {name: w, port: {number: 80}}}}"));
  }

  private HasMetadata other(String apiVersion, String kind, String spec) {
    return Serialization.unmarshal(
        "apiVersion: %s\nkind: %s\nmetadata: {name: w, namespace: %s}\nspec: %s"
            .formatted(apiVersion, kind, namespace, spec));
  }

  @Test
  void shouldLimitWhereObjectsOfTheOperatorLeadClients() {
    attach("{hostname: bot.example}");
    awaitServing();
    Service service = find(Service.class, NAME).orElseThrow();
    Ingress ingress = find(Ingress.class, NAME).orElseThrow();
    NetworkPolicy policy = find(NetworkPolicy.class, NAME).orElseThrow();
    assertOperatorMayNot(service, "{\"spec\":{\"type\":\"LoadBalancer\"}}");
    assertOperatorMayNot(service, "{\"spec\":{\"externalIPs\":[\"198.51.100.7\"]}}");
    assertOperatorMayNot(
        service, "{\"spec\":{\"selector\":{\"sympozium.ai/component\":\"other\"}}}");
    assertOperatorMayNot(
        service, "{\"spec\":{\"selector\":{\"sympozium.ai/instance\":\"other\"}}}");
    assertOperatorMayNot(
        policy,
        "{\"spec\":{\"podSelector\":{\"matchLabels\":{\"sympozium.ai/component\":\"other\"}}}}");
    assertOperatorMayNot(
        policy,
        "{\"spec\":{\"podSelector\":{\"matchLabels\":{\"sympozium.ai/instance\":\"other\"}}}}");
    assertOperatorMayNot(
        ingress,
        "{\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"bot-web-endpoint\",\"port\":{\"number\":80}}}}}");
    assertOperatorMayNot(
        ingress,
        "{\"spec\":{\"rules\":[{\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":\"Prefix\",\"backend\":"
            + "{\"service\":{\"name\":\"theirs\",\"port\":{\"number\":80}}}}]}}]}}");
    assertOperatorMayNot(
        find(Deployment.class, NAME).orElseThrow(),
        "{\"spec\":{\"template\":{\"spec\":{\"volumes\":[{\"name\":\"node\",\"hostPath\":{\"path\":\"/\"}}]}}}}");
  }

  private static void assertOperatorMayNot(HasMetadata object, String change) {
    boolean adds = change.contains("hostPath");
    HasMetadata changed =
        TestCluster.ADMIN
            .resource(object)
            .dryRun()
            .patch(
                PatchContext.of(adds ? PatchType.STRATEGIC_MERGE : PatchType.JSON_MERGE), change);
    try (KubernetesClient operator = PolicyAssertions.operator()) {
      PolicyAssertions.assertRefused(OBJECTS, () -> operator.resource(changed).dryRun().update());
    }
  }

  @Test
  void shouldStateThatTheClusterHasNoGatewayApi() {
    attachWith(
        "{skillPackRef: web-endpoint, params: {hostname: bot.example}}",
        "endpoint: {gatewayRef: {name: public}}");

    await("condition")
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(reason())
                .startsWith("SettingsInvalid: spec.endpoint.gatewayRef: the cluster"));
  }

  @Test
  void shouldCreateHttpRouteAndRemoveItWithThePack() {
    try (GatewayApi ignored = GatewayApi.install()) {
      attachWith(
          "{skillPackRef: web-endpoint, params: {hostname: bot.example}}",
          "endpoint: {gatewayRef: {name: public}}");
      awaitServing();

      assertThat(endpoint().orElseThrow().url()).isEqualTo("https://bot.example");
      assertThat(find(HTTPRoute.class, NAME)).isPresent();
      try (KubernetesClient operator = PolicyAssertions.operator()) {
        HTTPRoute changed = find(HTTPRoute.class, NAME).orElseThrow();
        changed.getSpec().getRules().getFirst().getBackendRefs().getFirst().setName("theirs");
        PolicyAssertions.assertRefused(OBJECTS, () -> operator.resource(changed).dryRun().update());
        HTTPRoute mirrored = find(HTTPRoute.class, NAME).orElseThrow();
        mirrored
            .getSpec()
            .getRules()
            .getFirst()
            .setFilters(
                List.of(
                    new HTTPRouteFilterBuilder()
                        .withType("RequestMirror")
                        .withNewRequestMirror()
                        .withNewBackendRef()
                        .withName("theirs")
                        .withPort(80)
                        .endBackendRef()
                        .endRequestMirror()
                        .build()));
        PolicyAssertions.assertRefused(
            OBJECTS, () -> operator.resource(mirrored).dryRun().update());
        HasMetadata other =
            other("gateway.networking.k8s.io/v1", "HTTPRoute", "{hostnames: [a.example]}");
        PolicyAssertions.assertRefused(OBJECTS, () -> operator.resource(other).dryRun().create());
        TestCluster.ADMIN.resource(other).create();
        PolicyAssertions.assertRefused(OBJECTS, () -> operator.resource(other).dryRun().delete());
        TestCluster.ADMIN.resource(other).delete();
      }

      detach();
      await("no HTTPRoute").atMost(TIMEOUT).until(() -> find(HTTPRoute.class, NAME).isEmpty());
    }
  }

  /** A change of the endpoint's container. */
  private static String container(String member) {
    return "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web-endpoint\","
        + member
        + "}]}}}}";
  }

  @Test
  void shouldRejectHostnameWhenAuthorMayNotCreateIngresses() {
    TestUsers users = new TestUsers(namespace);
    users.allow(
        users.named("author"),
        namespace,
        List.of(
            TestUsers.rule("sympozium.ai", "sympoziuminstances", "get", "create", "patch"),
            TestUsers.rule("sympozium.ai", "skillpacks", "use"),
            TestUsers.rule("", "configmaps", "get")));
    users.bind(
        users.named("author"),
        TestCluster.OPERATOR_NAMESPACE,
        "Role",
        "sympozium-shared-packs-user");
    users.settle(namespace);
    try (KubernetesClient author = TestCluster.person(users.named("author"))) {
      assertThatCode(() -> author.resource(instance("{}")).dryRun().create())
          .doesNotThrowAnyException();
      PolicyAssertions.assertRefused(
          "sympozium-endpoint-hostnames",
          () -> author.resource(instance("{hostname: bot.example}")).dryRun().create());

      author.resource(instance("{}")).create();
      PolicyAssertions.assertRefused(
          "sympozium-endpoint-hostnames",
          () ->
              author
                  .resource(instance("{}"))
                  .dryRun()
                  .patch(
                      PatchContext.of(PatchType.JSON_MERGE),
                      "{\"spec\":{\"skills\":[{\"skillPackRef\":\"web-endpoint\",\"params\":{\"hostname\":\"a.example\"}}]}}"));
    } finally {
      users.remove();
    }
  }

  private SympoziumInstance instance(String params) {
    return Manifests.parse(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: mine, namespace: %s}
        spec: {agents: {default: {model: m}}, skills: [{skillPackRef: web-endpoint, params: %s}]}
        """
            .formatted(namespace, params),
        SympoziumInstance.class);
  }

  private AgentRun run(String instance, String name, String field) {
    return Manifests.parse(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata:
          name: %s
          namespace: %s
          labels: {sympozium.ai/source: web-endpoint, sympozium.ai/instance: bot}
          annotations: {sympozium.ai/request: abc}
          ownerReferences:
          - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumInstance, name: bot, uid: %s, controller: true}
        spec:
          instanceRef: %s
          task: And now?
          conversation: [{role: user, content: Hello.}]
          %s
        """
            .formatted(
                name,
                namespace,
                Objects.requireNonNull(instance().getMetadata().getUid()),
                instance,
                field),
        AgentRun.class);
  }

  private Resource<AgentRun> theirs(KubernetesClient account) {
    return account.resources(AgentRun.class).inNamespace(namespace).withName("theirs");
  }

  private KubernetesClient account() {
    return TestCluster.bearer(
        TestCluster.ADMIN
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(NAME)
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(600L)
                    .endSpec()
                    .build())
            .getStatus()
            .getToken());
  }
}

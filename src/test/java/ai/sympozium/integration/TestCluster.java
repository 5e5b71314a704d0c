package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The API server with the chart installed, and the steps that tests of all tiers share. */
final class TestCluster {
  static final Duration TIMEOUT = Duration.ofSeconds(90);
  static final String OPERATOR_NAMESPACE = "sympozium-system";

  /** System property with the path of the administrator's kubeconfig. */
  static final String KUBECONFIG_PROPERTY = "sympozium.kubeconfig";

  private static final File KUBECONFIG =
      new File(
          Objects.requireNonNull(
              System.getProperty(KUBECONFIG_PROPERTY),
              "these tests need -Dsympozium.kubeconfig, as ./mvnw verify gives it"));

  private static volatile TestEnvironment environment = new EmbeddedCluster();

  /** Client of the administrator. */
  static final KubernetesClient ADMIN =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(KUBECONFIG)).build();

  private TestCluster() {}

  static TestEnvironment environment() {
    return environment;
  }

  /** Replaces the environment of all following tests. */
  static void use(TestEnvironment other) {
    environment = other;
  }

  /** Returns a client that has only this token. */
  static KubernetesClient bearer(String token) {
    return new KubernetesClientBuilder().withConfig(bearerConfig(token)).build();
  }

  /** Returns a client that has only this token and impersonates a user with it. */
  static KubernetesClient bearer(String token, String user, String... groups) {
    Config config = bearerConfig(token);
    config.setImpersonateUsername(user);
    config.setImpersonateGroups(groups);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static Config bearerConfig(String token) {
    Config admin = ADMIN.getConfiguration();
    Config config = Config.empty();
    config.setMasterUrl(admin.getMasterUrl());
    config.setCaCertData(admin.getCaCertData());
    config.setOauthToken(token);
    return config;
  }

  /** Returns a client of the administrator that impersonates a user. */
  static KubernetesClient person(String user, String... groups) {
    Config config = Config.fromKubeconfig(KUBECONFIG);
    config.setImpersonateUsername(user);
    config.setImpersonateGroups(groups);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Returns a client with a token of the operator's account. */
  static KubernetesClient operator() {
    return bearer(
        ADMIN
            .serviceAccounts()
            .inNamespace(OPERATOR_NAMESPACE)
            .withName("sympozium-operator")
            .tokenRequest()
            .getStatus()
            .getToken());
  }

  /** Creates a namespace that enforces restricted pods. */
  static String namespace(String purpose) {
    String name = purpose + "-" + UUID.randomUUID().toString().substring(0, 6);
    ADMIN
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    await("default account of " + name)
        .atMost(TIMEOUT)
        .until(() -> ADMIN.serviceAccounts().inNamespace(name).withName("default").get() != null);
    return name;
  }

  static void deleteNamespace(String name) {
    ADMIN.namespaces().withName(name).delete();
  }

  static void apply(String namespace, String yaml) {
    ADMIN
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .serverSideApply();
  }

  /** Returns whether the API server allows what an access review describes. */
  static boolean isAllowed(SubjectAccessReview review) {
    var answer = ADMIN.authorization().v1().subjectAccessReview().create(review);
    return Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }

  /** A ConfigMap whose assistant lines the provider replay answers with. */
  static void transcript(String namespace, String name, String... lines) {
    ADMIN
        .configMaps()
        .inNamespace(namespace)
        .resource(
            new io.fabric8.kubernetes.api.model.ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withData(Map.of("transcript.jsonl", String.join("\n", lines) + "\n"))
                .build())
        .serverSideApply();
  }

  /** An instance that replays a transcript, with packs. */
  static void instance(String namespace, String name, String transcript, String... packs) {
    StringBuilder skills = new StringBuilder();
    for (String pack : packs) {
      skills.append("    - skillPackRef: ").append(pack).append('\n');
    }
    apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: %s}
        spec:
          runHistoryLimit: 1000
          agents:
            default: {provider: replay, model: %s}
        %s%s\
        """
            .formatted(name, transcript, packs.length == 0 ? "" : "  skills:\n", skills));
  }

  /** An instance {@code bot} that answers at once and has a pack that may read pods. */
  static void readingBot(String namespace) {
    transcript(namespace, "fine", Transcript.answer("fine"));
    apply(
        namespace,
        Packs.withRules("reader", "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]", "[]"));
    instance(namespace, "bot", "fine", "reader");
  }

  static AgentRun run(String namespace, String name, String instance) {
    return run(namespace, name, "instanceRef: " + instance, "task: Do what the transcript says.");
  }

  /** A run whose spec is these lines. */
  static AgentRun run(String namespace, String name, String... spec) {
    apply(
        namespace,
        "apiVersion: sympozium.ai/v1alpha1\nkind: AgentRun\nmetadata: {name: %s}\nspec:\n  %s\n"
            .formatted(name, String.join("\n  ", spec)));
    return get(namespace, name);
  }

  static AgentRun get(String namespace, String name) {
    return ADMIN.resources(AgentRun.class).inNamespace(namespace).withName(name).require();
  }

  static AgentRunStatus status(String namespace, String name) {
    return Objects.requireNonNullElseGet(get(namespace, name).getStatus(), AgentRunStatus::empty);
  }

  static AgentRunStatus awaitFinal(String namespace, String name) {
    await("final phase of " + name)
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          var phase = status(namespace, name).phase();
          return phase != null && phase.isFinal();
        });
    return status(namespace, name);
  }

  static Pod awaitPod(String namespace, String run) {
    await("pod of " + run)
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !pods(namespace, run).isEmpty());
    return pods(namespace, run).getFirst();
  }

  static List<Pod> pods(String namespace, String run) {
    return ADMIN.pods().inNamespace(namespace).withLabel("sympozium.ai/run", run).list().getItems();
  }

  /** Returns every object that gives permissions to a run. */
  static List<HasMetadata> grants(String runUid) {
    var rbac = ADMIN.rbac();
    String label = "sympozium.ai/run-uid";
    return Stream.of(
            rbac.roleBindings().inAnyNamespace().withLabel(label, runUid).list().getItems(),
            rbac.clusterRoleBindings().withLabel(label, runUid).list().getItems(),
            rbac.roles().inAnyNamespace().withLabel(label, runUid).list().getItems(),
            rbac.clusterRoles().withLabel(label, runUid).list().getItems(),
            ADMIN.serviceAccounts().inAnyNamespace().withLabel(label, runUid).list().getItems())
        .<HasMetadata>flatMap(List::stream)
        .toList();
  }

  /** Returns the output of a command in a container. Fails if the command fails. */
  static String exec(String namespace, String pod, String container, String... command) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (ExecWatch watch =
        ADMIN
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer(container)
            .writingOutput(out)
            .writingError(err)
            .exec(command)) {
      Integer code = watch.exitCode().get(30, TimeUnit.SECONDS);
      if (code == null || code != 0) {
        throw new AssertionError(
            "exit " + code + " of " + String.join(" ", command) + ": " + err + out);
      }
      return out.toString(StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("exec in " + container + " failed", e);
    }
  }

  static List<String> events(String namespace, String run) {
    return eventsOf(namespace, run).map(Event::getReason).toList();
  }

  /**
   * Returns the reasons of the events that the operator recorded before a time. Their times are
   * whole seconds.
   */
  static List<String> eventsBefore(Instant end, String namespace, String run) {
    return eventsOf(namespace, run)
        .filter(event -> Instant.parse(event.getFirstTimestamp()).isBefore(end))
        .map(Event::getReason)
        .toList();
  }

  private static Stream<Event> eventsOf(String namespace, String run) {
    return ADMIN
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("involvedObject.name", run)
        .list()
        .getItems()
        .stream();
  }

  /** Creates a quota and waits until the objects of the namespace are counted. */
  static void quota(String namespace, String hard) {
    apply(
        namespace,
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: limits}
        spec: {hard: {%s}}
        """
            .formatted(hard));
    await("quota is counted")
        .atMost(TIMEOUT)
        .until(() -> {
          ResourceQuota quota =
              ADMIN.resourceQuotas().inNamespace(namespace).withName("limits").get();
          return quota.getStatus() != null
              && quota.getStatus().getUsed() != null
              && !quota.getStatus().getUsed().isEmpty();
        });
  }
}

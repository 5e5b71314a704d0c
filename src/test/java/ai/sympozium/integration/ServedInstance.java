package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * The instance {@code bot} with an endpoint, its pods and its clients. Its agent writes, waits for
 * the file {@code go}, writes again and waits for the file {@code go2}.
 */
record ServedInstance(String namespace) {
  /** Text of a stream of one run. */
  static final String ANSWER = "First.\n\nSecond.\n\nThe answer.";

  private static final String NAME = "bot-web-endpoint";
  private static final String PODS = "app.kubernetes.io/name";

  /** Kinds of the objects of an endpoint with a host name, besides the Secret. */
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Deployment.class,
          Service.class,
          ServiceAccount.class,
          Role.class,
          RoleBinding.class,
          NetworkPolicy.class,
          Ingress.class);

  /** Creates what the instance needs. */
  static ServedInstance create(String namespace) {
    TestCluster.transcript(
        namespace,
        "work",
        says("First.", Transcript.command(Transcript.UNTIL_GO)),
        says("Second.", Transcript.command(Transcript.UNTIL_GO.replace("/go ", "/go2 "))),
        Transcript.answer("The answer."));
    TestCluster.apply(
        namespace,
        Packs.withRules("tool", "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]", "[]"));
    return new ServedInstance(namespace);
  }

  private static String says(String text, String call) {
    return call.replace("\"content\":null", "\"content\":\"" + text + "\"");
  }

  /** Creates or changes the instance with these parameters of its endpoint. */
  void attach(String params, int replicas) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents: {default: {provider: replay, model: work}}
          endpoint: {replicas: %d}
          skills: [{skillPackRef: tool}, {skillPackRef: web-endpoint, params: %s}]
        """
            .formatted(replicas, params));
  }

  /** Waits until as many pods serve, and no other one is left. */
  void awaitPods(int replicas) {
    await(replicas + " pods of the endpoint")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> pods().size() == replicas && pods().stream().allMatch(ServedInstance::isServing));
  }

  List<Pod> pods() {
    return TestCluster.ADMIN
        .pods()
        .inNamespace(namespace)
        .withLabel(PODS, "sympozium-web-endpoint")
        .list()
        .getItems();
  }

  /** Returns a client that reaches any of the pods. */
  EndpointClient client() {
    String address =
        TestCluster.ADMIN
            .services()
            .inNamespace(namespace)
            .withName(NAME)
            .require()
            .getSpec()
            .getClusterIP();
    return new EndpointClient("http://" + address + ":8080", key());
  }

  /** Returns a client of one pod. */
  EndpointClient clientOf(Pod pod) {
    return new EndpointClient("http://" + pod.getStatus().getPodIP() + ":8080", key());
  }

  /** Returns the objects of the endpoint, with those that controllers create for it. */
  List<String> objects() {
    return Stream.of(
            KINDS.stream().flatMap(kind -> named(kind, NAME)),
            named(Secret.class, NAME + "-key"),
            TestCluster.ADMIN
                .resources(ReplicaSet.class)
                .inNamespace(namespace)
                .withLabel(PODS, "sympozium-web-endpoint")
                .list()
                .getItems()
                .stream(),
            pods().stream())
        .flatMap(found -> found)
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .toList();
  }

  private <T extends HasMetadata> Stream<T> named(Class<T> kind, String name) {
    return Stream.ofNullable(
        TestCluster.ADMIN.resources(kind).inNamespace(namespace).withName(name).get());
  }

  private String key() {
    Secret secret =
        TestCluster.ADMIN.secrets().inNamespace(namespace).withName(NAME + "-key").require();
    return new String(
        Base64.getDecoder().decode(secret.getData().get("api-key")), StandardCharsets.UTF_8);
  }

  private static boolean isServing(Pod pod) {
    return Readiness.isPodReady(pod) && pod.getMetadata().getDeletionTimestamp() == null;
  }
}

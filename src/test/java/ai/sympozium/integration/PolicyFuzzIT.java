package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.integration.RandomWrites.Write;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.grant.SkillGrant;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Writes at random as a skill with all permissions of its namespace, as an administrator of the
 * namespace, as the operator and as the granter, while runs live and complete. No account has more
 * permissions afterwards, and no token of a run works after the revocation.
 */
@ControlPlaneTest
class PolicyFuzzIT {
  private static final int WRITES = 1_500;
  private static final int RUNS = 5;
  private static final String PACK = "reader";
  private static final String SKILL = "sympozium-run-0123456789ab-wide";
  private static final String RESERVED = "sympozium-run-";

  private static String namespace = "";
  private static TestUsers users = new TestUsers("");
  private static final List<String> ACCOUNTS = new ArrayList<>();
  private static final List<String> PODS = new ArrayList<>();
  private static final Set<String> PLANS = new HashSet<>();
  private static final Map<String, KubernetesClient> TOKENS = new LinkedHashMap<>();
  private static final Map<String, KubernetesClient> WRITERS = new LinkedHashMap<>();

  @BeforeAll
  static void prepare() {
    namespace = PolicyAssertions.namespace("fuzz");
    users = new TestUsers(namespace);
    TestCluster.apply(
        namespace,
        Packs.withRules(PACK, "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]", "[]"));
    TestCluster.transcript(
        namespace, "wait", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "wait", PACK);
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: bystander}
        """);
    IntStream.range(0, RUNS).mapToObj(i -> "live-" + i).forEach(PolicyFuzzIT::startRun);
    PODS.addAll(List.of("pod-1", "pod-2", "pod-3"));
    prepareWriters();
  }

  private static void startRun(String run) {
    String uid = TestCluster.run(namespace, run, "bot").getMetadata().getUid();
    PODS.add(RunWaits.await(namespace, run, PACK));
    PLANS.add(
        TestCluster.ADMIN
            .configMaps()
            .inNamespace(namespace)
            .withName(RunObjects.planName(run))
            .require()
            .getMetadata()
            .getUid());
    String account = SkillGrant.name(uid, PACK);
    ACCOUNTS.add(account);
    TOKENS.put(run, TestCluster.bearer(token(account)));
  }

  private static void prepareWriters() {
    WRITERS.put("skill", PolicyAssertions.newAccount(namespace, SKILL, "admin"));
    String skill = user(SKILL);
    users.allow(skill, namespace, List.of(rule("*", "*", "get", "create", "update", "delete")));
    String tenant = users.named("tenant");
    users.bind(tenant, namespace, "ClusterRole", "admin");
    users.allow(
        tenant,
        namespace,
        List.of(
            rule("", "pods/ephemeralcontainers", "update"),
            rule("", "pods/resize", "update"),
            rule("sympozium.ai", "*", "update"),
            rule("coordination.k8s.io", "leases", "create", "update")));
    for (String user : List.of(skill, tenant)) {
      users.allowEverywhere(
          user,
          List.of(
              rule(
                  "rbac.authorization.k8s.io", "clusterroles", "get", "create", "update", "delete"),
              rule(
                  "rbac.authorization.k8s.io",
                  "clusterrolebindings",
                  "get",
                  "create",
                  "update",
                  "delete")));
    }
    users.settle(namespace);
    WRITERS.put("tenant", TestCluster.person(tenant, "system:authenticated"));
    WRITERS.put("operator", PolicyAssertions.operator());
    WRITERS.put("granter", PolicyAssertions.granter());
  }

  @AfterAll
  static void remove() {
    Stream.of(TOKENS, WRITERS).flatMap(m -> m.values().stream()).forEach(KubernetesClient::close);
    var rbac = TestCluster.ADMIN.rbac();
    rbac.clusterRoleBindings().withLabel("sympozium.ai/run-namespace", namespace).delete();
    rbac.clusterRoles().withLabel("sympozium.ai/run-namespace", namespace).delete();
    users.remove();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldGiveNoPermissionAndNoTokenWhenClientsWriteAtRandom(TestReporter reporter) {
    reporter.publishEntry("seed", Long.toString(TestSeed.VALUE));
    Random random = new Random(TestSeed.VALUE);
    RandomWrites writes = new RandomWrites(random, namespace, ACCOUNTS, PODS);
    List<String> writers = List.copyOf(WRITERS.keySet());
    Map<String, Set<String>> before = permissions();
    List<String> violations = new ArrayList<>();
    Map<String, Integer> accepted = new HashMap<>();
    int released = 0;
    for (int i = 0; i < WRITES; i++) {
      String writer = writers.get(random.nextInt(writers.size()));
      Write write = writes.next();
      if (write.isOfStatus() && writer.equals("operator")) {
        continue; // Such a write is the operator's work, and a forged one would complete the run.
      }
      if (accepts(Objects.requireNonNull(WRITERS.get(writer)), write)) {
        accepted.merge(writer, 1, Integer::sum);
        if (isForbidden(writer, write)) {
          violations.add(writer + ": " + write);
        }
      }
      if (released < RUNS && i >= WRITES * (released + 1) / (RUNS + 1)) {
        release("live-" + released++);
      }
    }
    reporter.publishEntry("accepted", accepted.toString());

    assertThat(violations).as("seed %d: accepted although reserved", TestSeed.VALUE).isEmpty();
    TOKENS.forEach((run, client) -> {
      TestCluster.awaitFinal(namespace, run);
      assertThat(answer(client)).as("request with the token of %s", run).isIn(401, 403);
    });
    assertPermissions(before, permissions());
    assertNoIdentityOfSkill();
    assertThat(accepted.keySet()).as("writers with accepted writes").containsAll(writers);
  }

  /**
   * Only the operator writes statuses. Only the operator and the granter write reserved names, and
   * plans of runs. A tenant may take the name of a plan that was deleted: its content is not
   * signed. Of pods of runs, only annotations may change, except by skills.
   */
  private static boolean isForbidden(String writer, Write write) {
    if (write.isOfStatus()) {
      return true;
    }
    boolean token = write.path().endsWith("/token");
    if (token && write.toString().contains("sympozium.ai/")) {
      return true;
    }
    if (write.method().equals("PUT") && write.path().contains("/pods/live-")) {
      return !write.changesOnlyAnnotations() || writer.equals("skill");
    }
    return !Set.of("operator", "granter").contains(writer)
        && !write.method().equals("DELETE")
        && (write.names(RESERVED)
            || write
                .body()
                .filter(b -> PLANS.contains(b.at("/metadata/uid").asText()))
                .isPresent());
  }

  /** No pod runs as the account of a skill, and no Secret would be filled with its token. */
  private static void assertNoIdentityOfSkill() {
    assertThat(TestCluster.ADMIN.pods().inNamespace(namespace).list().getItems())
        .noneMatch(pod -> pod.getSpec().getServiceAccountName().startsWith(RESERVED));
    assertThat(
            TestCluster.ADMIN
                .secrets()
                .inNamespace(namespace)
                .withField("type", "kubernetes.io/service-account-token")
                .list()
                .getItems())
        .noneMatch(secret ->
            secret
                .getMetadata()
                .getAnnotations()
                .getOrDefault("kubernetes.io/service-account.name", "")
                .startsWith(RESERVED));
  }

  private static void assertPermissions(
      Map<String, Set<String>> before, Map<String, Set<String>> after) {
    Set<String> ofTenant = Objects.requireNonNull(before.get(users.named("tenant")));
    Set<String> ofGranter = Objects.requireNonNull(before.get(systemUser("sympozium-granter")));
    after.forEach((user, permissions) -> {
      Set<String> allowed = new TreeSet<>(before.getOrDefault(user, Set.of()));
      if (List.of(user("default"), user("bystander")).contains(user)) {
        allowed.addAll(ofTenant); // The administrator of the namespace may grant these.
      } else if (ACCOUNTS.stream().map(PolicyFuzzIT::user).anyMatch(user::equals)) {
        allowed.addAll(ofGranter); // The granter may grant these to accounts of skills.
      }
      assertThat(allowed)
          .as("permissions of %s, seed %d", user, TestSeed.VALUE)
          .containsAll(permissions);
    });
  }

  /** The permissions of each account, of a fixed set. */
  private static Map<String, Set<String>> permissions() {
    Map<String, Set<String>> permissions = new LinkedHashMap<>();
    Stream.of(
            ACCOUNTS.stream().map(PolicyFuzzIT::user),
            Stream.of(user("default"), user("bystander"), user(SKILL)),
            Stream.of(
                users.named("tenant"),
                systemUser("sympozium-operator"),
                systemUser("sympozium-granter")))
        .flatMap(s -> s)
        .forEach(user -> permissions.put(user, PermissionProbe.allowed(user, namespace)));
    return permissions;
  }

  private static boolean accepts(KubernetesClient client, Write write) {
    try {
      return client.raw(write.path(), write.method(), write.body().orElse(null)) != null;
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as("%s: %s", write, e.getMessage()).isBetween(400, 499);
      return false;
    }
  }

  private static int answer(KubernetesClient client) {
    try {
      client.pods().inNamespace(namespace).withName("any").get();
      return 200;
    } catch (KubernetesClientException e) {
      return e.getCode();
    }
  }

  private static void release(String run) {
    TestCluster.pods(namespace, run).stream()
        .map(Pod::getMetadata)
        .forEach(pod -> RunWaits.release(namespace, pod.getName()));
  }

  private static String user(String account) {
    return "system:serviceaccount:" + namespace + ":" + account;
  }

  private static String systemUser(String account) {
    return "system:serviceaccount:" + TestCluster.OPERATOR_NAMESPACE + ":" + account;
  }

  private static String token(String account) {
    return TestCluster.ADMIN
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec().build())
        .getStatus()
        .getToken();
  }
}

package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.TestSeed;
import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Changes grant objects of runs before, during and after their end, as an administrator or a client
 * of the time before the chart could. The status reports the revocation only when the API server
 * denies every rule to the account or the account is absent, and no token works from then on.
 */
@ControlPlaneTest
class GrantMutationIT {
  private static final int CASES = 24;
  private static final int MAX_MUTATIONS = 4;

  /** A foreign binding delays the proof until no API server can cache a token of the account. */
  private static final Duration CONVERGENCE = Duration.ofSeconds(60);

  private static final Duration TOKEN_CACHE_LIFETIME = Duration.ofSeconds(15);

  private static final String PACK = "reader";
  private static final PolicyRule PODS = TestUsers.rule("", "pods", "get");
  private static final PolicyRule CONFIG_MAPS = TestUsers.rule("", "configmaps", "get", "list");
  private static final PolicyRule NODES = TestUsers.rule("", "nodes", "get");

  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("mutations");
    TestCluster.apply(
        namespace,
        Packs.withRules(
            PACK,
            "[{apiGroups: [\"\"], resources: [pods], verbs: [get]},"
                + " {apiGroups: [\"\"], resources: [configmaps], verbs: [get, list]}]",
            "[{apiGroups: [\"\"], resources: [nodes], verbs: [get]}]"));
    TestCluster.transcript(
        namespace, "wait", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "wait", PACK);
  }

  @AfterAll
  static void remove() {
    TestCluster.ADMIN.rbac().clusterRoleBindings().list().getItems().stream()
        .filter(b -> b.getMetadata().getName().startsWith(GrantMutation.OTHER_PREFIX))
        .forEach(b -> TestCluster.ADMIN.resource(b).delete());
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldReportRevocationOnlyWhenAccessIsDenied(TestReporter reporter) throws Exception {
    reporter.publishEntry("seed", Long.toString(TestSeed.VALUE));
    Random seeds = new Random(TestSeed.VALUE);
    List<Future<?>> cases = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CASES; i++) {
        String run = "case-" + i;
        Random random = new Random(seeds.nextLong());
        cases.add(threads.submit(() -> check(run, random)));
      }
    }
    for (Future<?> one : cases) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new AssertionError("seed " + TestSeed.VALUE, e.getCause());
      }
    }
  }

  @Test
  void shouldRevokePermissionsWhenLabelsAndOwnersWereRemoved() {
    SkillGrant grant = start("stripped");
    for (HasMetadata object : grant.objects()) {
      GrantMutation.REMOVE_LABELS.apply(object, grant.name(), namespace);
      GrantMutation.REMOVE_OWNERS.apply(object, grant.name(), namespace);
    }

    release("stripped");

    TestCluster.awaitFinal(namespace, "stripped");
    assertThat(grant.objects())
        .allSatisfy(object -> assertThat(TestCluster.ADMIN.resource(object).get()).isNull());
  }

  @Test
  void shouldRevokePermissionsWhenPlanIsLostAndLabelsWereRemoved() {
    SkillGrant grant = start("planless");
    for (HasMetadata object : grant.objects()) {
      GrantMutation.REMOVE_LABELS.apply(object, grant.name(), namespace);
      GrantMutation.REMOVE_OWNERS.apply(object, grant.name(), namespace);
    }
    TestCluster.ADMIN.configMaps().inNamespace(namespace).withName("planless-plan").delete();

    release("planless");

    TestCluster.awaitFinal(namespace, "planless");
    assertThat(grant.objects())
        .allSatisfy(object -> assertThat(TestCluster.ADMIN.resource(object).get()).isNull());
  }

  /** A policy denies it to all clients but administrators. The next event of the pod reveals it. */
  @Test
  void shouldRevokePermissionsWhenAnotherClientHasWrittenFinalStatus() {
    SkillGrant grant = start("forged");
    String pod = Objects.requireNonNull(TestCluster.status(namespace, "forged").podName());

    TestCluster.ADMIN
        .resources(AgentRun.class)
        .inNamespace(namespace)
        .withName("forged")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"phase": "Succeeded", "conditions": [{"type": "PermissionsRevoked",
              "status": "True", "reason": "RevocationVerified", "message": "forged",
              "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
            """);

    release("forged");

    await("no permissions, long before the next pass of the collector")
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> {
          assertThat(grant.objects())
              .allSatisfy(object -> assertThat(TestCluster.ADMIN.resource(object).get()).isNull());
          assertThat(TestCluster.ADMIN.pods().inNamespace(namespace).withName(pod).get()).isNull();
        });
  }

  @Test
  void shouldNameObjectAndFinalizerWhenObjectIsKept() {
    SkillGrant grant = start("kept");
    HasMetadata account = grant.account();
    GrantMutation.ADD_FINALIZER.apply(account, grant.name(), namespace);

    release("kept");

    await("status names the finalizer")
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() ->
            assertThat(revocation("kept"))
                .get()
                .satisfies(condition -> {
                  assertThat(condition.getStatus()).isEqualTo("False");
                  assertThat(condition.getReason()).isEqualTo("RevocationPending");
                  assertThat(condition.getMessage())
                      .contains("ServiceAccount " + grant.name(), GrantMutation.FINALIZER);
                }));
    assertThat(TestCluster.status(namespace, "kept").phase())
        .satisfies(phase -> assertThat(phase == null || !phase.isFinal()).isTrue());
    assertDenied(grant);

    removeFinalizer(account);

    assertThat(TestCluster.awaitFinal(namespace, "kept").result()).isEqualTo("done");
    assertThat(revocation("kept")).get().extracting(Condition::getStatus).isEqualTo("True");
  }

  private static void check(String run, Random random) {
    SkillGrant grant = start(run);
    List<String> log = new ArrayList<>();
    try (KubernetesClient skill = TestCluster.bearer(token(grant))) {
      skill.configMaps().inNamespace(namespace).list();
      mutate(grant, random, log);
      release(run);
      mutate(grant, random, log);
      Instant lastMutation = Instant.now();
      if (awaitRevoked(run).isAfter(lastMutation)) {
        assertNoAccess(grant, skill, log);
      }
      mutate(grant, random, log);
      // A permission that is given to the account afterwards ends with the caches of its tokens.
      await("end of the token of " + run + " after " + log)
          .atMost(TOKEN_CACHE_LIFETIME)
          .until(() -> status(skill) != 200);
    } finally {
      grant
          .objects()
          .forEach(object -> {
            removeFinalizer(object);
            TestCluster.ADMIN.resource(object).delete();
          });
    }
  }

  /** Waits for the revocation and returns its time. Removes foreign finalizers after a while. */
  private static Instant awaitRevoked(String run) {
    long start = System.nanoTime();
    SkillGrant grant = grant(run);
    await("revocation of " + run)
        .atMost(CONVERGENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          if (revocation(run).filter(c -> c.getStatus().equals("True")).isPresent()) {
            return true;
          }
          if (System.nanoTime() - start > Duration.ofSeconds(3).toNanos()) {
            grant.objects().forEach(GrantMutationIT::removeFinalizer);
          }
          return false;
        });
    return Instant.parse(
        Objects.requireNonNull(TestCluster.status(namespace, run).skills().getFirst().revokedAt()));
  }

  private static void mutate(SkillGrant grant, Random random, List<String> log) {
    for (int i = random.nextInt(MAX_MUTATIONS); i > 0; i--) {
      List<HasMetadata> objects = grant.objects();
      HasMetadata object = objects.get(random.nextInt(objects.size()));
      GrantMutation mutation = GrantMutation.random(random);
      log.add(mutation + " " + object.getKind());
      HasMetadata live = TestCluster.ADMIN.resource(object).get();
      mutation.apply(live == null ? object : live, grant.name(), namespace);
    }
  }

  private static void assertNoAccess(SkillGrant grant, KubernetesClient skill, List<String> log) {
    if (TestCluster.ADMIN.resource(grant.account()).get() != null) {
      assertDenied(grant);
    }
    assertThat(status(skill)).as("the token's request after %s", log).isIn(401, 403);
  }

  private static int status(KubernetesClient skill) {
    try {
      skill.configMaps().inNamespace(namespace).list();
      return 200;
    } catch (KubernetesClientException e) {
      return e.getCode();
    }
  }

  private static void assertDenied(SkillGrant grant) {
    assertThat(
            Stream.concat(
                    grant.rules().stream().flatMap(rule -> allowed(grant, rule, namespace)),
                    grant.clusterRules().stream().flatMap(rule -> allowed(grant, rule, null)))
                .toList())
        .isEmpty();
  }

  /** Reviews every combination of a rule. The product reviews each verb once. */
  private static Stream<String> allowed(
      SkillGrant grant, PolicyRule rule, @org.jspecify.annotations.Nullable String where) {
    return rule.resources().reversed().stream()
        .flatMap(resource ->
            rule.verbs().reversed().stream()
                .filter(verb -> isAllowed(grant, resource, verb, where))
                .map(verb -> verb + " " + resource));
  }

  private static boolean isAllowed(
      SkillGrant grant,
      String resource,
      String verb,
      @org.jspecify.annotations.Nullable String where) {
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(grant.user())
            .withNewResourceAttributes()
            .withNamespace(where)
            .withResource(resource)
            .withVerb(verb)
            .withName("any")
            .endResourceAttributes()
            .endSpec()
            .build();
    return TestCluster.isAllowed(review);
  }

  private static SkillGrant start(String run) {
    TestCluster.run(namespace, run, "bot");
    RunWaits.await(namespace, run, PACK);
    return grant(run);
  }

  private static SkillGrant grant(String run) {
    AgentRun created = TestCluster.get(namespace, run);
    return new SkillGrant(
        new RunRef(namespace, run, created.getMetadata().getUid()),
        PACK,
        List.of(PODS, CONFIG_MAPS),
        List.of(NODES));
  }

  private static void release(String run) {
    RunWaits.release(
        namespace, Objects.requireNonNull(TestCluster.status(namespace, run).podName()));
  }

  private static Optional<Condition> revocation(String run) {
    AgentRunStatus status = TestCluster.status(namespace, run);
    return status.conditions().stream()
        .filter(c -> c.getType().equals("PermissionsRevoked"))
        .findFirst();
  }

  private static void removeFinalizer(HasMetadata object) {
    HasMetadata live = TestCluster.ADMIN.resource(object).get();
    if (live != null && live.getMetadata().getFinalizers().contains(GrantMutation.FINALIZER)) {
      GrantMutation.patchIfPresent(live, "{\"metadata\": {\"finalizers\": null}}");
    }
  }

  private static String token(SkillGrant grant) {
    return TestCluster.ADMIN
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(grant.name())
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec().build())
        .getStatus()
        .getToken();
  }
}

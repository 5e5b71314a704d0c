package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.TestSeed;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.rbac.ApiResource;
import ai.sympozium.rbac.DangerousPermission;
import ai.sympozium.rbac.Permission;
import ai.sympozium.rbac.PermissionMatcher;
import ai.sympozium.rbac.RandomRules;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares what this project says about rules with what the API server's authorizer allows their
 * holder, for random rules with odd values and for every dangerous permission.
 */
@ControlPlaneTest
class AuthorizerParityIT {
  private static final int ACCOUNTS = 48;
  private static final int REQUESTS_EACH = 100;
  private static final int RANDOM_RULES = 4000;
  private static final int PARALLEL = 12;

  /** Requests have no stars and slashes in a resource, but the authorizer may be asked. */
  private static final List<String> RESOURCES =
      List.of("pods", "pods", "secrets", "deployments", "namespaces", "PODS", "*", "p*");

  private static final List<String> SUBRESOURCES =
      List.of("", "", "", "log", "exec", "scale", "Log", "*", "log/x");
  private static final List<String> GROUPS = List.of("", "", "apps", "APPS", "*", "apps/v1", " ");
  private static final List<String> VERBS =
      List.of("get", "get", "list", "watch", "create", "deletecollection", "GET", "*", "use");
  private static final List<String> NAMES =
      List.of("", "a", "b", "*", "a*", "A", "a b", "a/b", "..", "%61", "ä", "x".repeat(250));

  private static RandomRules oddRules() {
    return new RandomRules(TestSeed.VALUE)
        .groups("", "", "", "apps", "APPS", "*", "*.k8s.io", "apps/v1", " ")
        .resources(
            "pods",
            "pods",
            "pods/log",
            "pods/exec",
            "secrets",
            "deployments/scale",
            "namespaces",
            "*",
            "*/scale",
            "*/log",
            "*/*",
            "pods/*",
            "pods/",
            "/log",
            "/",
            "*/",
            "*/log/x",
            "pods/log/x",
            "PODS",
            "Pods/Log",
            "p*",
            "*s",
            "pod",
            "pods ",
            "")
        .verbs("get", "get", "list", "watch", "create", "deletecollection", "*", "GET", "g*", "")
        .names(NAMES.toArray(String[]::new))
        .maxValues(3);
  }

  private static String namespace = "";
  private static final List<TestUsers> USERS = new ArrayList<>();

  /** A request of a user, and what the user's rules say about it. */
  private record Check(String user, String where, Permission request, boolean expected) {}

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("authorizer");
  }

  private static TestUsers users(String purpose) {
    TestUsers users = new TestUsers(namespace + "-" + purpose);
    USERS.add(users);
    return users;
  }

  @AfterAll
  static void remove() {
    USERS.forEach(TestUsers::remove);
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldCoverExactlyWhatTheAuthorizerAllows() {
    TestUsers users = users("random");
    RandomRules random = oddRules();
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      boolean clusterWide = i % 2 == 0;
      String user = users.named("user-" + i);
      List<PolicyRule> rules = random.rules(1, 3);
      if (clusterWide) {
        users.allowEverywhere(user, rules);
      } else {
        users.allow(user, namespace, rules);
      }
      for (int j = 0; j < REQUESTS_EACH; j++) {
        String where = random.oneOf(List.of(namespace, namespace, "default", ""));
        Permission request =
            random.between(0, 2) == 0
                ? request(random)
                : request(random, rules.get(random.between(0, rules.size() - 1)));
        boolean applies = clusterWide || where.equals(namespace);
        boolean covered = rules.stream().anyMatch(r -> PermissionMatcher.covers(r, request));
        checks.add(new Check(user, where, request, applies && covered));
      }
    }
    users.settle(namespace);

    assertThat(differences(checks)).as("-Dsympozium.seed=%d", TestSeed.VALUE).isEmpty();
    assertThat(checks.stream().filter(Check::expected).count())
        .as("both verdicts occur")
        .isBetween(checks.size() / 10L, checks.size() * 9L / 10);
  }

  /** Returns a random request. Its name is empty if the request has none. */
  private static Permission request(RandomRules random) {
    String subresource = random.oneOf(SUBRESOURCES);
    return new Permission(
        random.oneOf(GROUPS),
        random.oneOf(RESOURCES) + (subresource.isEmpty() ? "" : "/" + subresource),
        random.oneOf(VERBS),
        random.oneOf(NAMES));
  }

  /** Returns a request that a rule probably allows. */
  private static Permission request(RandomRules random, PolicyRule rule) {
    Permission any = request(random);
    String group = random.oneOf(rule.apiGroups());
    String resource = random.oneOf(rule.resources());
    String verb = random.oneOf(rule.verbs());
    // A request for "pods/" has no subresource, so it is one for "pods".
    boolean fromRule = !resource.equals("*") && !resource.endsWith("/");
    return new Permission(
        group.equals("*") ? any.group() : group,
        fromRule ? resource.replace("*/", random.oneOf(RESOURCES) + "/") : any.resource(),
        verb.equals("*") ? any.verb() : verb,
        rule.resourceNames().isEmpty()
            ? any.name()
            : random.oneOf(List.of("", random.oneOf(rule.resourceNames()))));
  }

  @Test
  void shouldRejectRuleOfPackExactlyWhenValueIsEmpty() {
    RandomRules random = oddRules();
    for (int i = 0; i < 60; i++) {
      PolicyRule rule = random.rule();
      boolean empty =
          Stream.of(rule.resources(), rule.verbs(), rule.resourceNames())
              .anyMatch(values -> values.contains(""));
      try {
        SkillPack stored =
            TestCluster.ADMIN
                .resource(Packs.of(namespace, "odd", List.of(rule), List.of()))
                .dryRun()
                .create();
        assertThat(empty).as("seed %d: %s", TestSeed.VALUE, rule).isFalse();
        assertThat(Objects.requireNonNull(stored.getSpec().sidecar()).rbac()).containsExactly(rule);
      } catch (KubernetesClientException e) {
        assertThat(empty).as("seed %d: %s: %s", TestSeed.VALUE, rule, e.getMessage()).isTrue();
        assertThat(e.getMessage()).contains("spec.sidecar.rbac[0].", "at least 1 chars long");
      }
    }
  }

  @Test
  void shouldNotStorePathsOfRule() {
    var client =
        TestCluster.ADMIN
            .genericKubernetesResources("sympozium.ai/v1alpha1", "SkillPack")
            .inNamespace(namespace)
            .resource(
                Serialization.unmarshal(
                    """
                    apiVersion: sympozium.ai/v1alpha1
                    kind: SkillPack
                    metadata: {name: paths}
                    spec:
                      sidecar:
                        image: i
                        rbac: [{resources: [pods], verbs: [get], nonResourceURLs: ["/metrics*"]}]
                    """,
                    GenericKubernetesResource.class));

    assertThatThrownBy(() -> client.fieldValidation(FieldValidateable.Validation.STRICT).create())
        .hasMessageContaining("unknown field \"spec.sidecar.rbac[0].nonResourceURLs\"");
    assertThat(Serialization.asJson(client.dryRun().create()))
        .contains("\"pods\"")
        .doesNotContain("nonResourceURLs");
  }

  /** The promise of the list: rules that it does not name give nothing that it does. */
  @Test
  void shouldAllowNothingDangerousWhenRulesAreNotDangerous() {
    RandomRules random = ofEveryResource();
    List<PolicyRule> rules =
        Stream.concat(
                everyPermission().stream().flatMap(AuthorizerParityIT::variants),
                Stream.generate(random::rule).limit(RANDOM_RULES))
            .distinct()
            .toList();
    List<PolicyRule> inNamespace = rules.stream().filter(r -> isAllowed(r, false)).toList();
    List<PolicyRule> clusterWide = rules.stream().filter(r -> isAllowed(r, true)).toList();
    TestUsers users = users("harmless");
    String member = users.named("member");
    String reader = users.named("reader");
    for (List<PolicyRule> some : parts(inNamespace)) {
      users.allow(member, namespace, some);
    }
    for (List<PolicyRule> some : parts(clusterWide)) {
      users.allowEverywhere(reader, some);
    }
    users.settle(namespace);
    List<Check> checks = new ArrayList<>();
    for (Permission permission : everyPermission()) {
      if (!isAllowed(asRule(permission), false)) {
        checks.add(new Check(member, namespace, permission, false));
      }
      if (!isAllowed(asRule(permission), true)) {
        checks.add(new Check(reader, "", permission, false));
        checks.add(new Check(reader, namespace, permission, false));
      }
    }

    assertThat(inNamespace).hasSizeGreaterThan(300);
    assertThat(clusterWide).hasSizeGreaterThan(200);
    assertThat(checks).hasSizeGreaterThan(500);
    assertThat(differences(checks)).as("-Dsympozium.seed=%d", TestSeed.VALUE).isEmpty();
  }

  /** Returns rules for a permission: as it is, with the empty name, and in odd notation. */
  private static Stream<PolicyRule> variants(Permission permission) {
    PolicyRule plain = asRule(permission);
    Permission loud =
        new Permission(
            permission.group(),
            permission.resource().toUpperCase(Locale.ROOT),
            permission.verb(),
            null);
    Permission open =
        new Permission(permission.group(), permission.resource() + "/", permission.verb(), null);
    return Stream.of(
        plain,
        TestUsers.named(plain, ""),
        TestUsers.named(plain, "", "a"),
        asRule(loud),
        asRule(open));
  }

  /** An object of the API server cannot have all rules. */
  private static List<List<PolicyRule>> parts(List<PolicyRule> rules) {
    return IntStream.range(0, (rules.size() + 499) / 500)
        .mapToObj(i -> rules.subList(i * 500, Math.min(rules.size(), (i + 1) * 500)))
        .toList();
  }

  /** Values of the API server, and wildcards in all places where the authorizer knows them. */
  private static RandomRules ofEveryResource() {
    Set<String> groups = new HashSet<>(Set.of("*"));
    Set<String> resources = new HashSet<>(Set.of("*", "*/*", "pods/*", "secrets/", "SECRETS"));
    Set<String> verbs = new HashSet<>(Set.of("*", "GET", "impersonate*"));
    for (ApiResource resource : ApiResource.all()) {
      groups.add(resource.group());
      resources.add(resource.name());
      resources.add(resource.name().replaceFirst(".*/", "*/"));
      verbs.addAll(resource.verbs());
    }
    return new RandomRules(TestSeed.VALUE)
        .groups(sorted(groups))
        .resources(sorted(resources))
        .verbs(sorted(verbs))
        .names("", "a", "*")
        .maxValues(2);
  }

  private static String[] sorted(Collection<String> values) {
    return values.stream().sorted().toArray(String[]::new);
  }

  private static boolean isAllowed(PolicyRule rule, boolean clusterWide) {
    return DangerousPermission.of(rule, clusterWide).stream()
        .noneMatch(DangerousPermission::isDeniedByDefault);
  }

  /** Permissions of every verb, without a name and on one object. */
  private static List<Permission> everyPermission() {
    return ApiResource.all().stream()
        .flatMap(ApiResource::permissions)
        .flatMap(p ->
            Stream.of("", "a").map(name -> new Permission(p.group(), p.resource(), p.verb(), name)))
        .toList();
  }

  private static PolicyRule asRule(Permission permission) {
    return new PolicyRule(
        List.of(permission.group()),
        List.of(permission.resource()),
        List.of(permission.verb()),
        Stream.ofNullable(permission.name()).filter(name -> !name.isEmpty()).toList());
  }

  /** A namespace is an object of itself, although its kind has no namespaces. */
  @Test
  void shouldAllowChangeOfNamespaceWhenRoleIsInIt() {
    TestUsers users = users("namespace");
    String user = users.named("relabels");
    users.allow(user, namespace, List.of(TestUsers.rule("", "namespaces", "get", "patch")));
    users.settle(namespace);

    try (KubernetesClient client = TestCluster.person(user)) {
      var changed =
          client
              .namespaces()
              .withName(namespace)
              .edit(n -> {
                n.getMetadata().getLabels().put("relabelled", "true");
                return n;
              });

      assertThat(changed.getMetadata().getLabels()).containsEntry("relabelled", "true");
    }
  }

  private static List<Check> differences(List<Check> checks) {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Future<Boolean>> answers =
          threads.invokeAll(
              checks.stream().<Callable<Boolean>>map(check -> () -> isAllowed(check)).toList());
      List<Check> differences = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        if (answers.get(i).get() != checks.get(i).expected()) {
          differences.add(checks.get(i));
        }
      }
      return differences;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isAllowed(Check check) {
    String[] resource = check.request().resource().split("/", 2);
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(check.user())
            .withNewResourceAttributes()
            .withNamespace(check.where())
            .withGroup(check.request().group())
            .withResource(resource[0])
            .withSubresource(resource.length == 1 ? "" : resource[1])
            .withName(check.request().name())
            .withVerb(check.request().verb())
            .endResourceAttributes()
            .endSpec()
            .build();
    return TestCluster.isAllowed(review);
  }
}

package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.TestSeed;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.rbac.RandomRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Compares the webhook with the API server for random authors and rules: an author can write a pack
 * exactly if the API server accepts a role with the same rules from the author.
 */
@ControlPlaneTest
class AdmissionParityIT {
  private static final int AUTHORS = 20;
  private static final int RULES_EACH = 8;
  private static final String RBAC = "rbac.authorization.k8s.io";

  private static String namespace = "";
  private static TestUsers people = new TestUsers("");

  /** Rules that authors hold. The empty name is valid in a Role and matches unnamed requests. */
  private static final RandomRules HELD = randomRules(TestSeed.VALUE).names("a", "b", "");

  /** Rules that packs declare. */
  private static final RandomRules DECLARED = randomRules(TestSeed.VALUE + 1).names("a", "b", "c");

  /** Few values, so that rules are often held. Wildcards are rare, because they include all. */
  private static RandomRules randomRules(long seed) {
    return new RandomRules(seed)
        .groups("", "", "", "apps", "apps", "*")
        .resources(
            "pods",
            "pods",
            "pods/log",
            "jobs",
            "jobs/scale",
            "*/scale",
            "*/log",
            "x/y/z",
            "*/y/z",
            "*")
        .verbs("get", "get", "list", "watch", "*")
        .maxValues(2);
  }

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("verdicts");
    people = new TestUsers(namespace);
    for (int i = 0; i < AUTHORS; i++) {
      String author = people.named("author-" + i);
      people.allowEverywhere(
          author,
          Stream.concat(
                  Stream.of(
                      rule("sympozium.ai", "skillpacks", "create"),
                      rule(RBAC, "roles", "create"),
                      rule(RBAC, "clusterroles", "create")),
                  escalation(i))
              .toList());
      // An author holds permissions as a user or as a member of a group.
      String team = people.named("team-" + i);
      people.allowEverywhere("User", author, HELD.rules(1, 2));
      people.allowEverywhere("Group", team, HELD.rules(1, 2));
      people.allow("User", author, namespace, HELD.rules(1, 2));
      people.allow("Group", team, namespace, HELD.rules(1, 2));
    }
    people.settle(namespace);
  }

  /** The last authors hold {@code escalate} on roles, on cluster roles, or on both. */
  private static Stream<PolicyRule> escalation(int author) {
    return switch (AUTHORS - author) {
      case 1 -> Stream.of(rule(RBAC, "roles", "escalate"));
      case 2 -> Stream.of(rule(RBAC, "clusterroles", "escalate"));
      case 3 -> Stream.of(rule(RBAC, "roles", "escalate"), rule(RBAC, "clusterroles", "escalate"));
      default -> Stream.empty();
    };
  }

  @AfterAll
  static void remove() {
    people.remove();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldAcceptPackExactlyWhenAuthorMayWriteRoleWithItsRules(TestReporter reporter) {
    List<String> differences = new ArrayList<>();
    int[] accepted = new int[2];
    for (int i = 0; i < AUTHORS; i++) {
      try (KubernetesClient author =
          TestCluster.person(people.named("author-" + i), people.named("team-" + i))) {
        for (int j = 0; j < RULES_EACH; j++) {
          List<PolicyRule> rules = DECLARED.rules(1, 2);
          boolean role = may(author, role(rules));
          boolean clusterRole = may(author, clusterRole(rules));
          accepted[0] += role ? 1 : 0;
          accepted[1] += clusterRole ? 1 : 0;
          if (may(author, pack(rules, List.of())) != role) {
            differences.add("author " + i + ", Role " + role + ": " + rules);
          }
          if (may(author, pack(List.of(), rules)) != clusterRole) {
            differences.add("author " + i + ", ClusterRole " + clusterRole + ": " + rules);
          }
        }
      }
    }
    int pairs = AUTHORS * RULES_EACH;
    reporter.publishEntry(
        String.format(
            "seed %d: %d pairs, %d roles and %d cluster roles accepted",
            TestSeed.VALUE, pairs, accepted[0], accepted[1]));
    assertThat(differences).as("-Dsympozium.seed=%d", TestSeed.VALUE).isEmpty();
    assertThat(accepted[0]).as("both verdicts occur").isBetween(pairs / 20, pairs * 19 / 20);
    assertThat(accepted[1]).as("both verdicts occur").isBetween(pairs / 20, pairs * 19 / 20);
  }

  @Test
  void shouldRejectPackWhenResourceNameIsEmpty() {
    PolicyRule rule = new PolicyRule(List.of(""), List.of("secrets"), List.of("get"), List.of(""));

    assertThatThrownBy(
            () -> TestCluster.ADMIN.resource(pack(List.of(rule), List.of())).dryRun().create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.sidecar.rbac[0].resourceNames[0]");
  }

  private static boolean may(KubernetesClient author, HasMetadata object) {
    try {
      author.resource(object).dryRun().create();
      return true;
    } catch (KubernetesClientException e) {
      String refused =
          object instanceof SkillPack
              ? "admission webhook \"skillpacks.sympozium.ai\" denied the request"
              : "is attempting to grant RBAC permissions not currently held";
      assertThat(e.getCode()).as(e.getMessage()).isEqualTo(403);
      assertThat(e.getMessage()).contains(refused);
      return false;
    }
  }

  private static HasMetadata role(List<PolicyRule> rules) {
    return new RoleBuilder()
        .withNewMetadata()
        .withName("verdict")
        .withNamespace(namespace)
        .endMetadata()
        .withRules(TestUsers.policy(rules))
        .build();
  }

  private static HasMetadata clusterRole(List<PolicyRule> rules) {
    return new ClusterRoleBuilder()
        .withNewMetadata()
        .withName(namespace + "-verdict")
        .endMetadata()
        .withRules(TestUsers.policy(rules))
        .build();
  }

  private static HasMetadata pack(List<PolicyRule> rbac, List<PolicyRule> clusterRbac) {
    return Packs.of(namespace, "verdict", rbac, clusterRbac);
  }
}

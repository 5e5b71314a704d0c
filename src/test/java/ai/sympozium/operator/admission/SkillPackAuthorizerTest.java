package ai.sympozium.operator.admission;

import static ai.sympozium.rbac.Rules.rule;
import static ai.sympozium.rbac.Rules.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.TestSeed;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.rbac.KubernetesRbac;
import ai.sympozium.rbac.Permission;
import ai.sympozium.rbac.RandomRules;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authentication.UserInfoBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that an author can declare the permissions that the author could grant, and that the answer
 * names the first missing one.
 */
class SkillPackAuthorizerTest {
  private static final String OPERATOR = "sympozium-system";
  private static final UserInfo JANE =
      new UserInfoBuilder().withUsername("jane").withGroups("system:authenticated").build();

  /** Permissions by namespace; the empty name stands for the whole cluster. */
  private static AccessChecker holding(Map<String, List<PolicyRule>> rules) {
    return (author, right, namespace) -> {
      var asked = SubjectAccessReviewChecker.attributes(right, namespace, "nobody-is-called-so");
      String resource =
          asked.getSubresource() == null
              ? asked.getResource()
              : asked.getResource() + "/" + asked.getSubresource();
      List<PolicyRule> held = new ArrayList<>(rules.getOrDefault("", List.of()));
      if (namespace != null) {
        held.addAll(rules.getOrDefault(namespace, List.of()));
      }
      return KubernetesRbac.allows(
          held, asked.getGroup(), resource, asked.getVerb(), asked.getName());
    };
  }

  private static SkillPackSpec pack(String... sidecar) {
    return Manifests.parse(
        "sidecar:\n  image: i\n  " + String.join("\n  ", sidecar), SkillPackSpec.class);
  }

  private static SkillPackSpec declaring(List<PolicyRule> rbac, List<PolicyRule> clusterRbac) {
    return new SkillPackSpec(
        List.of(), null, null, null, null, new SidecarSpec("i", rbac, clusterRbac));
  }

  private static String refusal(
      Map<String, List<PolicyRule>> held, String namespace, SkillPackSpec pack) {
    return new SkillPackAuthorizer(holding(held), OPERATOR)
        .refusal(JANE, namespace, pack)
        .orElse("");
  }

  @Test
  void shouldNameFirstPermissionThatAuthorLacks() {
    assertThat(
            refusal(
                Map.of("demo", rules("core: pods get,list")),
                "demo",
                pack(
                    "rbac:",
                    "- {resources: [pods], verbs: [get]}",
                    "- {resources: [pods, secrets], verbs: [list, get]}")))
        .isEqualTo(
            "spec.sidecar.rbac[1]: jane does not hold secrets \"list\" in namespace demo. A pack"
                + " can declare only what its author holds. Get this permission, or let a user"
                + " who holds it write the pack.");
  }

  @Test
  void shouldAllowPackWhenAuthorHoldsAllPermissions() {
    assertThat(
            refusal(
                Map.of("demo", rules("core: pods get,list"), "", rules("core: nodes list")),
                "demo",
                pack(
                    "rbac: [{resources: [pods], verbs: [get, list]}]",
                    "clusterRBAC: [{resources: [nodes], verbs: [list]}]")))
        .isEmpty();
    assertThat(refusal(Map.of(), "demo", pack())).isEmpty();
    assertThat(
            refusal(
                Map.of(),
                "demo",
                Manifests.parse("skills: [{name: a, content: b}]", SkillPackSpec.class)))
        .isEmpty();
  }

  @Test
  void shouldRejectClusterRuleWhenAuthorHoldsItInNamespaceOnly() {
    assertThat(
            refusal(
                Map.of("demo", rules("core: nodes list")),
                "demo",
                pack("clusterRBAC: [{resources: [nodes], verbs: [list]}]")))
        .startsWith(
            "spec.sidecar.clusterRBAC[0]: jane does not hold nodes \"list\" in the whole cluster.");
  }

  @Test
  void shouldIgnorePermissionsOfOtherNamespaces() {
    assertThat(
            refusal(
                Map.of("other", rules("core: pods get")),
                "demo",
                pack("rbac: [{resources: [pods], verbs: [get]}]")))
        .contains("rbac[0]", "in namespace demo");
  }

  @Test
  void shouldRequireClusterWidePermissionsForSharedPack() {
    SkillPackSpec pack = pack("rbac: [{resources: [pods], verbs: [get]}]");

    assertThat(refusal(Map.of(OPERATOR, rules("core: pods get")), OPERATOR, pack))
        .contains(
            "pods \"get\" in the whole cluster, from where packs of sympozium-system can be"
                + " attached.");
    assertThat(refusal(Map.of("", rules("core: pods get")), OPERATOR, pack)).isEmpty();
  }

  @Test
  void shouldRejectSecretWhenAuthorMayNotReadIt() {
    SkillPackSpec pack = pack("secretRef: keys");

    assertThat(refusal(Map.of(), "demo", pack))
        .startsWith(
            "spec.sidecar.secretRef: jane does not hold secrets \"get\" on \"keys\" in namespace"
                + " demo.");
    assertThat(refusal(Map.of("demo", rules("core: secrets get [other]")), "demo", pack))
        .isNotEmpty();
    assertThat(refusal(Map.of("demo", rules("core: secrets get [keys]")), "demo", pack)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "demo | roles escalate        | rbac        | true",
        "demo | roles escalate []     | rbac        | true",
        "demo | roles escalate [a]    | rbac        | false",
        "demo | clusterroles escalate | rbac        | false",
        "''   | roles escalate        | rbac        | true",
        "''   | clusterroles escalate | clusterRBAC | true",
        "''   | roles escalate        | clusterRBAC | false",
        "demo | clusterroles escalate | clusterRBAC | false"
      })
  void shouldExemptAuthorWithEscalate(String where, String right, String field, boolean exempt) {
    var held = Map.of(where, rules("rbac.authorization.k8s.io: " + right));

    assertThat(
            refusal(held, "demo", pack(field + ": [{resources: [pods], verbs: [get]}]")).isEmpty())
        .isEqualTo(exempt);
  }

  @Test
  void shouldCheckEachPermissionOnceAndConcurrently() {
    var rights = IntStream.range(0, 40).mapToObj(i -> "r" + i).toList();
    var asked = new ConcurrentLinkedQueue<Permission>();
    var together = new CyclicBarrier(rights.size());
    AccessChecker patient =
        (author, right, namespace) -> {
          asked.add(right);
          try {
            together.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return true;
        };
    var rule = new PolicyRule(List.of(""), rights, List.of("get"), List.of());

    assertThat(
            new SkillPackAuthorizer(patient, OPERATOR)
                .refusal(JANE, "demo", declaring(List.of(rule, rule, rule), List.of())))
        .isEmpty();
    assertThat(asked).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void shouldRejectTooManyPermissionsWithoutCheckingThem() {
    var names =
        IntStream.range(0, SkillPackAuthorizer.MAX_PERMISSIONS).mapToObj(i -> "r" + i).toList();
    var most = new PolicyRule(List.of(""), names, List.of("get"), List.of());
    Queue<Permission> asked = new ConcurrentLinkedQueue<>();
    AccessChecker generous = (author, right, namespace) -> asked.add(right);
    var review = new SkillPackAuthorizer(generous, OPERATOR);

    assertThat(review.refusal(JANE, "demo", declaring(List.of(most), List.of()))).isEmpty();
    asked.clear();
    assertThat(
            review.refusal(
                JANE, "demo", declaring(List.of(most, rule("core: pods get")), List.of())))
        .contains(
            "spec.sidecar: the rules expand to 1001 permissions, and a pack can have 1000. Split it"
                + " into several packs.");
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldFailWhenAccessReviewFails() {
    AccessChecker broken =
        (author, right, namespace) -> {
          throw new IllegalStateException("the API server is away");
        };

    assertThatThrownBy(() ->
            new SkillPackAuthorizer(broken, OPERATOR)
                .refusal(JANE, "demo", declaring(rules("core: pods get"), List.of())))
        .hasMessage("the API server is away");
  }

  @Test
  void shouldAgreeWithKubernetesForRandomRulesAndAuthors() {
    var random =
        new RandomRules(TestSeed.VALUE)
            .groups("", "apps", "*")
            .resources(
                "pods", "pods/log", "jobs", "jobs/scale", "*/scale", "*/log", "x/y/z", "*", "pods/")
            .verbs("get", "list", "*")
            .names("a", "b", "")
            .maxValues(2);
    int accepted = 0;
    for (int i = 0; i < 3_000; i++) {
      List<PolicyRule> held = random.rules(1, 6);
      List<PolicyRule> asked = random.rules(1, 2);

      boolean ours = refusal(Map.of("demo", held), "demo", declaring(asked, List.of())).isEmpty();

      assertThat(ours).as("case %d: %s by %s", i, asked, held).isEqualTo(mayWriteRole(held, asked));
      accepted += ours ? 1 : 0;
    }
    assertThat(accepted).as("both answers occur").isBetween(300, 2_700);
  }

  private static boolean mayWriteRole(List<PolicyRule> held, List<PolicyRule> asked) {
    return asked.stream().allMatch(rule -> KubernetesRbac.covers(held, rule))
        || KubernetesRbac.allows(held, "rbac.authorization.k8s.io", "roles", "escalate", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env: [{name: A, valueFrom: {secretKeyRef: {name: x, key: k}}}]"
            + " | env[0].valueFrom.secretKeyRef.name | secrets get [x]",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: x, key: k}}}]"
            + " | env[0].valueFrom.configMapKeyRef.name | configmaps get [x]",
        "volumes: [{name: v, secret: {secretName: x}}]"
            + " | volumes[0].secret.secretName | secrets get [x]",
        "volumes: [{name: v, configMap: {name: x}}]"
            + " | volumes[0].configMap.name | configmaps get [x]"
      })
  void shouldRequireThatAuthorCanReadWhatContainerReads(
      String declared, String field, String needed) {
    SkillPackSpec pack = pack(declared);

    assertThat(refusal(Map.of("demo", rules("core: secrets,configmaps get [y]")), "demo", pack))
        .startsWith("spec.sidecar." + field + ": jane does not hold ")
        .contains("on \"x\" in namespace demo");
    assertThat(refusal(Map.of("demo", rules("core: " + needed)), "demo", pack)).isEmpty();
    assertThat(refusal(Map.of(OPERATOR, rules("core: " + needed)), OPERATOR, pack))
        .contains("in the whole cluster");
  }

  @Test
  void shouldRequireCreationOfPodsForClaimsAndDrivers() {
    SkillPackSpec claim = pack("volumes: [{name: v, persistentVolumeClaim: {claimName: x}}]");
    SkillPackSpec driver =
        pack("volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: x}}}]");
    var reading = rules("core: persistentvolumeclaims,secrets get [x]");
    var both = new ArrayList<>(reading);
    both.addAll(rules("core: pods create"));

    for (SkillPackSpec pack : List.of(claim, driver)) {
      assertThat(refusal(Map.of("demo", reading), "demo", pack)).contains("pods \"create\"");
      assertThat(refusal(Map.of("demo", rules("core: pods create")), "demo", pack))
          .contains("on \"x\"");
      assertThat(refusal(Map.of("demo", both), "demo", pack)).isEmpty();
    }
  }

  @Test
  void shouldRequireNothingForVolumesWithoutOtherObjects() {
    SkillPackSpec pack =
        pack(
            "volumes: [{name: a, emptyDir: {}}, {name: b, image: {reference: i}},"
                + " {name: c, downwardAPI: {items: []}}]");

    assertThat(refusal(Map.of(), "demo", pack)).isEmpty();
  }
}

package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AttachedSkillStatus;
import ai.sympozium.api.NextRunChange;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.integration.Cli.Answer;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attaches packs to an instance and detaches them, while runs are active too. */
@ControlPlaneTest
class SkillToggleIT {
  private static final String READS_PODS = "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]";

  private String namespace = "";
  @TempDir Path folder;

  @BeforeEach
  void prepare() {
    namespace = TestCluster.namespace("toggle");
    TestCluster.apply(namespace, Packs.withRules("reader", READS_PODS, "[]"));
    TestCluster.apply(namespace, Packs.withRules("other", READS_PODS, "[]"));
    TestCluster.transcript(namespace, "tape", Transcript.answer("fine"));
  }

  @AfterEach
  void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldShowWhatMergePatchChangesForNextRun() {
    TestCluster.instance(namespace, "bot", "tape", "reader");
    TestCluster.run(namespace, "first", "bot");
    TestCluster.awaitFinal(namespace, "first");

    instance()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"spec":{"skills":[{"skillPackRef":"other"},{"skillPackRef":"absent"}]}}\
            """);

    awaitChanges(
        Map.of(
            "other", NextRunChange.ADDED,
            "absent", NextRunChange.ADDED,
            "reader", NextRunChange.REMOVED));
    List<AttachedSkillStatus> skills = attached();
    assertThat(skills.get(0).resolved()).isTrue();
    assertThat(skills.get(0).packNamespace()).isEqualTo(namespace);
    assertThat(skills.get(1).resolved()).isFalse();
    assertThat(skills.get(1).message())
        .startsWith("spec.skills[1]: SkillPack \"absent\" not found");
  }

  @Test
  void shouldKeepEntriesOfOtherOwnersWhenApplied() {
    applyAs(
        "one", "agents: {default: {provider: replay, model: tape}}", "[{skillPackRef: reader}]");
    applyAs("two", "runHistoryLimit: 7", "[{skillPackRef: other, params: {a: b}}]");

    applyAs("one", "agents: {default: {provider: replay, model: tape}}", "[]");

    assertThat(instance().require().getSpec().skills())
        .containsExactly(new SkillRef("other", Map.of("a", "b")));
  }

  @Test
  void shouldNotAffectActiveRunWhenDisabled() {
    TestCluster.transcript(
        namespace,
        "wait",
        Transcript.command("reader", Transcript.UNTIL_GO),
        Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "wait", "reader");
    TestCluster.run(namespace, "active", "bot");
    String pod = TestCluster.awaitPod(namespace, "active").getMetadata().getName();
    TestCluster.environment().awaitExecutor(namespace, pod, "reader", TestCluster.TIMEOUT);
    String uid = TestCluster.get(namespace, "active").getMetadata().getUid();
    int grants = TestCluster.grants(uid).size();

    Answer answer = Cli.admin().run("skill", "disable", "bot", "reader", "-n", namespace);

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out()).contains("skill reader disabled", "keep their skills: 1.");
    awaitChanges(Map.of("reader", NextRunChange.REMOVED));
    assertThat(TestCluster.grants(uid)).hasSize(grants).isNotEmpty();
    TestCluster.environment().release(namespace, pod);
    assertThat(TestCluster.awaitFinal(namespace, "active").phase())
        .isEqualTo(AgentRunPhase.SUCCEEDED);
    assertThat(TestCluster.status(namespace, "active").skills())
        .extracting(SkillStatus::name)
        .containsExactly("reader");
  }

  @Test
  void shouldEnableOnlyWhatTheUserMayUse() {
    TestCluster.instance(namespace, "bot", "tape", "reader");
    Cli user =
        Cli.person(
            folder,
            namespace,
            "user",
            "{apiGroups: [sympozium.ai], resources: [sympoziuminstances], verbs: [get, patch]}",
            "{apiGroups: [sympozium.ai], resources: [skillpacks], resourceNames: [other], verbs: [use]}");

    Answer denied = user.run("skill", "enable", "bot", "k8s-ops");
    Answer allowed = user.run("skill", "enable", "bot", "other");

    assertThat(denied.exit()).as("%s", denied).isEqualTo(3);
    assertThat(denied.err()).contains("does not hold the verb use on skillpacks \"k8s-ops\"");
    assertThat(allowed.exit()).as("%s", allowed).isZero();
    awaitChanges(Map.of("reader", NextRunChange.ADDED, "other", NextRunChange.ADDED));
  }

  private void applyAs(String owner, String spec, String skills) {
    TestCluster.ADMIN
        .resource(
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: SympoziumInstance
            metadata: {name: bot, namespace: %s}
            spec:
              %s
              skills: %s
            """
                .formatted(namespace, spec, skills))
        .fieldManager(owner)
        .serverSideApply();
  }

  private void awaitChanges(Map<String, NextRunChange> changes) {
    await("changes for the next run")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(
                    attached().stream()
                        .collect(
                            Collectors.toMap(
                                AttachedSkillStatus::name, AttachedSkillStatus::nextRun)))
                .isEqualTo(changes));
  }

  private List<AttachedSkillStatus> attached() {
    var status = instance().require().getStatus();
    return status == null ? List.of() : status.attachedSkills();
  }

  private Resource<SympoziumInstance> instance() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot");
  }
}

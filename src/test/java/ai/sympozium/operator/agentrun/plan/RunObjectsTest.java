package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests names, labels and ownership of the objects of a run. */
class RunObjectsTest {
  private static final RunPlan PLAN =
      new FakeClusterReader()
          .withInstance("agents: {default: {model: m}}")
          .plan(FakeClusterReader.run());

  @Test
  void shouldNamePodByRunAndFiveDigitsOfItsUid() {
    assertThat(RunObjects.podName("sre-bot-demo", "7f3c-0000")).isEqualTo("sre-bot-demo-7f3c0");
  }

  @Test
  void shouldNameConfigMapsByRun() {
    assertThat(RunObjects.planName("a")).isEqualTo("a-plan");
    assertThat(RunObjects.transcriptName("a")).isEqualTo("a-transcript");
  }

  @Test
  void shouldLabelWithRunUidAndInstance() {
    assertThat(RunObjects.labels(PLAN))
        .isEqualTo(
            Map.of(
                "app.kubernetes.io/managed-by", "sympozium",
                "sympozium.ai/run", "sre-bot-demo",
                "sympozium.ai/run-uid", FakeClusterReader.RUN_UID,
                "sympozium.ai/instance", "sre-bot"));
  }

  @Test
  void shouldReferToTheRunAsController() {
    assertThat(RunObjects.ownerReference(PLAN))
        .isEqualTo(
            new OwnerReferenceBuilder()
                .withApiVersion("sympozium.ai/v1alpha1")
                .withKind("AgentRun")
                .withName("sre-bot-demo")
                .withUid(FakeClusterReader.RUN_UID)
                .withController(true)
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "AgentRun, sre-bot-demo, the-uid, true,  false",
    "AgentRun, renamed,      the-uid, true,  false",
    "AgentRun, sre-bot-demo, earlier, false, true",
    "AgentRun, another,      earlier, false, false",
    "Job,      sre-bot-demo, earlier, false, false"
  })
  void shouldDecideOwnershipByUid(
      String kind, String name, String uid, boolean owned, boolean ownedByPredecessor) {
    ConfigMap object = ownedBy(reference("Node", "n", "other"), reference(kind, name, uid));

    assertThat(RunObjects.isOwnedBy(object, run())).isEqualTo(owned);
    assertThat(RunObjects.isOwnedByPredecessor(object, run())).isEqualTo(ownedByPredecessor);
  }

  @Test
  void shouldNotOwnAnObjectWithoutOwners() {
    assertThat(RunObjects.isOwnedBy(ownedBy(), run())).isFalse();
    assertThat(RunObjects.isOwnedByPredecessor(ownedBy(), run())).isFalse();
  }

  private static AgentRun run() {
    AgentRun run = FakeClusterReader.run();
    run.getMetadata().setUid("the-uid");
    return run;
  }

  private static ConfigMap ownedBy(OwnerReference... references) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withOwnerReferences(references)
        .endMetadata()
        .build();
  }

  private static OwnerReference reference(String kind, String name, String uid) {
    return new OwnerReferenceBuilder().withKind(kind).withName(name).withUid(uid).build();
  }
}

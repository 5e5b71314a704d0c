package ai.sympozium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import org.junit.jupiter.api.Test;

/** Rights whose run went without its operator hearing of it. */
class OrphansIT {
  @Test
  void rightsOfARunDeletedByForceAreSweptAndNothingElse() {
    String namespace = Ground.namespace("orphans");
    Ground.transcript(
        namespace, "wait", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("done"));
    Ground.instance(namespace, "bot", "wait", "k8s-ops");
    AgentRun run = Ground.run(namespace, "r", "bot");
    Running.await(namespace, "r", "k8s-ops");
    String uid = run.getMetadata().getUid();
    var lookAlike =
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName("sympozium-run-of-somebody-else")
            .addToLabels("app.kubernetes.io/managed-by", "sympozium")
            .addToLabels("sympozium.ai/skill", "k8s-ops")
            .addToLabels("sympozium.ai/run", "gone")
            .addToLabels("sympozium.ai/run-namespace", namespace)
            .addToLabels("sympozium.ai/run-uid", "00000000-0000-0000-0000-000000000000")
            .endMetadata()
            .build();
    Ground.ADMIN.resource(lookAlike).createOr(existing -> existing.update());

    Operator.stop();
    Ground.ADMIN
        .resources(AgentRun.class)
        .inNamespace(namespace)
        .withName("r")
        .edit(r -> {
          r.getMetadata().getFinalizers().clear();
          return r;
        });
    Ground.ADMIN.resources(AgentRun.class).inNamespace(namespace).withName("r").delete();
    assertThat(Ground.grants(uid)).extracting("kind").contains("ClusterRole", "ClusterRoleBinding");
    Operator.start();

    await("orphans swept").atMost(Ground.PATIENCE).until(() -> Ground.grants(uid).isEmpty());
    assertThat(Ground.ADMIN.resource(lookAlike).get()).isNotNull();
    Ground.ADMIN.resource(lookAlike).delete();
    Ground.deleteNamespace(namespace);
  }
}

package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests what a status patch contains. */
class StatusPatchTest {
  @Test
  void shouldContainIdentityAndStatusOnly() {
    SkillPack pack =
        Manifests.parse(
            """
            metadata: {name: tool, namespace: demo, uid: u1, resourceVersion: '7', labels: {a: b}}
            spec: {category: x}
            """,
            SkillPack.class);
    var status = new SkillPackStatus(3L, 1, 2, null, null, List.of());

    SkillPack patch = StatusPatch.of(pack, new SkillPack(), status);

    assertThat(patch.getStatus()).isSameAs(status);
    assertThat(patch.getSpec()).isEqualTo(new SkillPack().getSpec());
    assertThat(patch.getMetadata())
        .isEqualTo(
            Manifests.parse("metadata: {name: tool, namespace: demo, uid: u1}", SkillPack.class)
                .getMetadata());
  }
}

package ai.sympozium.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.report.Report.SkillReport;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Builds the manifest of a minimal pack. */
class LeastPrivilegePackTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/report");

  private static SkillPack pack(String more) {
    return ConnectionOptions.serialization()
        .unmarshal(
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: SkillPack
            metadata:
              name: k8s-ops
              namespace: sympozium-system
              uid: 0a1b2c3d-k8s-ops
              generation: 1
              resourceVersion: "7"
              labels: {app.kubernetes.io/managed-by: Helm}
              annotations: {meta.helm.sh/release-name: sympozium}
              managedFields: [{manager: helm, operation: Apply}]
            spec:
              version: "0.10"
              skills: [{name: a, description: "d\\u001b[2J", content: "# x\\n---\\nkind: Secret\\n"}]
              sidecar:
                image: registry.example/skill-k8s-ops:1
                env: [{name: NUMBER, value: "1e3"}]
                secretRef: key
                rbac: [{resources: ["*"], verbs: ["*"]}]
                clusterRBAC: [{resources: ["*"], verbs: ["*"]}]
            """
                + more,
            SkillPack.class);
  }

  private static String manifest(String records, SkillPack pack) throws IOException {
    Report report = ReportPrinterTest.report(GOLDEN.resolve(records));
    SkillReport skill = report.skills().getFirst();
    return LeastPrivilegePack.manifest(
        report,
        skill,
        Objects.requireNonNull(skill.usage()),
        pack,
        ConnectionOptions.serialization());
  }

  @Test
  void shouldKeepEverythingExceptRulesAndNamespace() throws IOException {
    String text = manifest("audit", pack(""));

    List<JsonNode> documents = Manifests.documents(text);
    assertThat(documents).hasSize(1);
    SkillPack minimal = (SkillPack) Manifests.read(documents.getFirst());
    assertThat(documents.getFirst().path("metadata").toString())
        .isEqualTo("{\"name\":\"k8s-ops\",\"namespace\":\"demo\"}");
    assertThat(minimal.getSpec().skills()).isEqualTo(pack("").getSpec().skills());
    assertThat(minimal.getSpec().version()).isEqualTo("0.10");
    var sidecar = Objects.requireNonNull(minimal.getSpec().sidecar());
    var before = Objects.requireNonNull(pack("").getSpec().sidecar());
    assertThat(sidecar.env()).isEqualTo(before.env());
    assertThat(sidecar.secretRef()).isEqualTo("key");
    assertThat(sidecar.rbac().toString())
        .contains("configmaps", "token", "use")
        .doesNotContain("registry", "deployments", "*");
    assertThat(sidecar.clusterRBAC())
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.resources()).containsExactly("pods");
          assertThat(rule.verbs()).containsExactly("get", "list");
        });
    assertThat(text).startsWith("# ").doesNotContain("Estimated", "has changed", "\u001b");
  }

  @Test
  void shouldStateThatItIsEstimatedFromCommands() throws IOException {
    assertThat(manifest("commands", pack(""))).contains("# Estimated");
  }

  @Test
  void shouldStateThatPackHasChanged() throws IOException {
    SkillPack changed = pack("");
    changed.getMetadata().setGeneration(3L);

    assertThat(manifest("audit", changed)).contains("# The pack has changed since the run", "3");
  }

  @Test
  void shouldFailWhenPackNoLongerHasContainer() {
    SkillPack changed = pack("");
    changed.setSpec(new ai.sympozium.api.SkillPackSpec(List.of(), null, null, null, null, null));

    assertThatThrownBy(() -> manifest("audit", changed)).isInstanceOf(CommandException.class);
  }

  @Test
  void shouldSanitizeComments() throws IOException {
    String comment =
        manifest("hostile", pack(""))
            .lines()
            .takeWhile(line -> line.startsWith("#"))
            .reduce("", String::concat);

    assertThat(comment).contains("Estimated").doesNotContain("\u001b");
  }
}

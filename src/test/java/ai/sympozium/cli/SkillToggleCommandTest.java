package ai.sympozium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.cli.console.ExitCode;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkillToggleCommandTest {
  private static final Instant NOW = Instant.parse("2026-03-28T00:00:00Z");
  private static final String PATH =
      "/apis/sympozium.ai/v1alpha1/namespaces/demo/sympoziuminstances/bot";

  private CommandLineFixture cli;
  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    cli = new CommandLineFixture(folder, InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @Test
  void shouldAttachFirstPack() {
    store("[]", "{}");

    assertThat(cli.run("skill", "enable", "bot", "llmfit")).isEqualTo(ExitCode.OK);

    assertThat(skills()).containsExactly(new SkillRef("llmfit", Map.of()));
    assertThat(cli.out()).isEqualTo("sympoziuminstance.sympozium.ai/bot skill llmfit enabled\n");
  }

  @Test
  void shouldKeepParametersOfOtherPacks() {
    store("[{skillPackRef: a}, {skillPackRef: b, params: {repo: r}}]", "{activeAgentPods: 2}");

    assertThat(cli.run("skill", "disable", "bot", "a")).isEqualTo(ExitCode.OK);
    assertThat(cli.run("skill", "enable", "bot", "c")).isEqualTo(ExitCode.OK);

    assertThat(skills())
        .containsExactly(new SkillRef("b", Map.of("repo", "r")), new SkillRef("c", Map.of()));
    assertThat(cli.out())
        .contains("skill a disabled", "Runs that are active and keep their skills: 2.");
  }

  @Test
  void shouldChangeNothingWhenStateIsAsRequested() {
    store("[{skillPackRef: a}]", "{}");

    assertThat(cli.run("skill", "enable", "bot", "a")).isEqualTo(ExitCode.OK);
    assertThat(cli.run("skill", "disable", "bot", "b")).isEqualTo(ExitCode.OK);

    assertThat(skills()).containsExactly(new SkillRef("a", Map.of()));
    assertThat(cli.out()).contains("skill a is already enabled", "skill b is not enabled");
  }

  @Test
  void shouldNameOwnerThatWillAttachThePackAgain() {
    store("[{skillPackRef: a}]", "{}");

    assertThat(cli.run("skill", "disable", "bot", "a")).isEqualTo(ExitCode.OK);

    assertThat(cli.err()).contains("argocd applies this entry");
  }

  @Test
  void shouldReportMissingInstanceAndDeniedChange() {
    assertThat(cli.run("skill", "enable", "bot", "a")).isEqualTo(ExitCode.REFUSED);
    store("[]", "{}");
    cli.server()
        .expect()
        .patch()
        .withPath(PATH)
        .andReturn(
            403,
            new StatusBuilder().withCode(403).withMessage("spec.skills[0]: does not use").build())
        .always();

    assertThat(cli.run("skill", "enable", "bot", "a")).isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(cli.err())
        .contains("SympoziumInstance \"bot\" does not exist in namespace demo")
        .contains("you may not patch sympoziuminstances/bot in demo: spec.skills[0]: does not use");
  }

  private void store(String skills, String status) {
    cli.client()
        .resource(
            Manifests.parse(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumInstance
                metadata:
                  name: bot
                  namespace: demo
                  managedFields:
                  - manager: argocd
                    operation: Apply
                    fieldsV1:
                      f:spec: {f:skills: {'k:{"skillPackRef":"a"}': {}}}
                spec: {agents: {default: {model: m}}, skills: %s}
                status: %s
                """
                    .formatted(skills, status),
                SympoziumInstance.class))
        .create();
  }

  private List<SkillRef> skills() {
    return cli.client()
        .resources(SympoziumInstance.class)
        .inNamespace("demo")
        .withName("bot")
        .require()
        .getSpec()
        .skills();
  }
}

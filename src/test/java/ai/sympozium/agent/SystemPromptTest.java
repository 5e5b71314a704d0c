package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.tool.ConfinedFileSystem;
import ai.sympozium.agent.tool.ExecuteCommandTool;
import ai.sympozium.agent.tool.ListDirectoryTool;
import ai.sympozium.agent.tool.ReadFileTool;
import ai.sympozium.agent.tool.SkillExecutorClient;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.agent.tool.WriteFileTool;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentInput.Document;
import ai.sympozium.contract.AgentInput.Limits;
import ai.sympozium.contract.AgentInput.Model;
import ai.sympozium.contract.AgentInput.Skill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares prompts with files, so that a review shows every change. */
class SystemPromptTest {
  @TempDir Path directory;

  @Test
  void shouldListPermissionsWhenSkillHasThem() throws IOException {
    var overview =
        document("cluster-overview", "Steps of an inspection", "Start with the nodes.\n");
    var skills =
        List.of(
            new Skill(
                "k8s-ops",
                true,
                List.of("in namespace demo: get list watch pods", "cluster-wide: get list nodes"),
                List.of(overview)),
            new Skill("house-rules", false, List.of(), List.of()));

    assertThat(prompt("You are careful.\n", skills)).isEqualTo(golden("with-permissions.txt"));
  }

  @Test
  void shouldStateThatRunHasNoSkills() throws IOException {
    assertThat(prompt(null, List.of())).isEqualTo(golden("without-skills.txt"));
  }

  @Test
  void shouldStateThatSkillHasNoPermissions() throws IOException {
    var skill = new Skill("tools", true, List.of(), List.of());

    assertThat(prompt(null, List.of(skill)))
        .contains("Runs commands in its own container with execute_command, without permissions")
        .contains("No skill of this run has permissions at the Kubernetes API");
  }

  @Test
  void shouldOnlyNameDocumentsWhenTheyAreLong() throws IOException {
    var first = document("first", "One.", "x".repeat(5000));
    var second = document("second", "", "y".repeat(5000));
    var skill = new Skill("k8s-ops", false, List.of(), List.of(first, second));

    assertThat(prompt(null, List.of(skill)))
        .contains("Before you act, read the documents that the task needs with read_file:\n")
        .contains("- " + first.path() + ": first, One. (needs kubectl)\n")
        .doesNotContain("xxx");
  }

  @Test
  void shouldMarkDocumentWhenItIsMissing() {
    var none =
        new Document("none", "", directory.resolve("none.md").toString(), List.of(), List.of());

    assertThat(prompt(null, List.of(new Skill("k8s-ops", false, List.of(), List.of(none)))))
        .contains("(not readable)");
  }

  private Document document(String name, String description, String text) throws IOException {
    var file = Files.writeString(directory.resolve(name + ".md"), text);
    return new Document(name, description, file.toString(), List.of("kubectl"), List.of());
  }

  private static String prompt(@Nullable String own, List<Skill> skills) {
    var input =
        new AgentInput(
            "sre-bot-demo",
            "demo",
            "sre-bot",
            "Which pods are not healthy?",
            own,
            null,
            null,
            new Model("replay", "", null, null, Map.of()),
            new Limits(600, 50),
            skills,
            AgentInput.Tools.DEFAULT,
            List.of(),
            false,
            null);
    var tools = new ArrayList<Tool>();
    if (skills.stream().anyMatch(Skill::executor)) {
      var executor =
          new SkillExecutorClient(
              "k8s-ops",
              Path.of("/ipc/k8s-ops"),
              Duration.ZERO,
              Duration.ZERO,
              SkillExecutorClient.Loop.INJECTED);
      tools.add(new ExecuteCommandTool(List.of(executor), SecretMasker.TOKENS));
    }
    var roots = new ConfinedFileSystem(Path.of("/workspace"), Path.of("/tmp"), Path.of("/skills"));
    tools.addAll(
        List.of(
            new ReadFileTool(roots, SecretMasker.TOKENS),
            new WriteFileTool(roots),
            new ListDirectoryTool(roots)));
    return SystemPrompt.of(input, tools);
  }

  private String golden(String name) throws IOException {
    try (var in = SystemPromptTest.class.getResourceAsStream("/agent/prompt/" + name)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8).replace("$SKILLS", directory.toString());
    }
  }
}

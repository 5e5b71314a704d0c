package ai.sympozium.endpoint.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkillToolNamesTest {
  @ParameterizedTest
  @CsvSource({
    "k8s-ops, scale, k8s-ops_scale",
    "a, b_c, a_b_c",
    "a-b, c, a-b_c",
    "0, a0, 0_a0",
  })
  void shouldJoinSkillAndTool(String skill, String tool, String name) {
    assertThat(SkillToolNames.of(skill, tool)).isEqualTo(name);
  }

  @Test
  void shouldNotTakeNameOfAgent() {
    assertThat(SkillToolNames.of("ask", "agent"))
        .isNotEqualTo(AgentTool.NAME)
        .startsWith("ask_agent-")
        .hasSize("ask_agent-".length() + 16);
  }

  /** Packs and tools whose names are chosen to meet, among them the longest ones. */
  @Test
  void shouldGiveEachToolALegalNameOfItsOwn() {
    var longest = "s".repeat(52);
    var skills = List.of("a", "a-a", "ask", longest, "s".repeat(47), "s".repeat(46));
    var tools =
        List.of(
            "a", "a_a", "agent", "a".repeat(11), "a".repeat(12), "a".repeat(64), "a_".repeat(32));
    var names = new HashMap<String, String>();

    for (var skill : skills) {
      for (var tool : tools) {
        var name = SkillToolNames.of(skill, tool);
        assertThat(name).matches("[a-zA-Z0-9_-]{1,64}");
        assertThat(names.put(name, skill + "/" + tool)).isNull();
      }
    }

    assertThat(names).hasSize(skills.size() * tools.size()).doesNotContainKey(AgentTool.NAME);
  }

  /** A name with a digest has its form, and a name without one cannot have it. */
  @Test
  void shouldDistinguishNamesWithDigest() {
    var cut = SkillToolNames.of("s".repeat(52), "a".repeat(64));

    assertThat(cut).matches("[^_]{47}-[0-9a-f]{16}");
    assertThat(SkillToolNames.of("s".repeat(40), "a".repeat(64)))
        .matches("s{40}_a{6}-[0-9a-f]{16}");
  }
}

package ai.sympozium.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.AgentInput;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolPolicyTest {
  /** Each row: allow, deny, skill, tool, expected. Spaces separate names. */
  @ParameterizedTest
  @CsvSource({
    "'', '', '', read_file, true",
    "read_file, '', '', read_file, true",
    "read_file, '', '', write_file, false",
    "'', write_file, '', write_file, false",
    "read_file, read_file, '', read_file, false",
    "'', '', ops, execute_command, true",
    "execute_command, '', ops, execute_command, true",
    "ops/execute_command, '', ops, execute_command, true",
    "ops/execute_command, '', other, execute_command, false",
    "ops/execute_command, '', '', execute_command, true",
    "'', ops/execute_command, ops, execute_command, false",
    "'', ops/execute_command, other, execute_command, true",
    "'', execute_command, ops, execute_command, false",
    "read_file, '', ops, execute_command, false",
  })
  void shouldDecide(String allow, String deny, String skill, String tool, boolean allowed) {
    var policy = new ToolPolicy(List.of(rule(allow, deny)));

    assertThat(skill.isEmpty() ? policy.allows(tool) : policy.allows(skill, tool))
        .isEqualTo(allowed);
  }

  @Test
  void shouldRequireEachPolicyToAllow() {
    var policy = new ToolPolicy(List.of(rule("read_file write_file", ""), rule("", "write_file")));

    assertThat(policy.allows("read_file")).isTrue();
    assertThat(policy.allows("write_file")).isFalse();
    assertThat(policy.allows("fetch_url")).isFalse();
    assertThat(policy.describe())
        .isEqualTo(
            "The tool policy of this run applies. It allows only read_file,"
                + " write_file. It does not allow write_file.");
  }

  @Test
  void shouldDescribeNothingWhenAllToolsAreAllowed() {
    assertThat(new ToolPolicy(List.of()).describe()).isEmpty();
  }

  private static AgentInput.ToolPolicy rule(String allow, String deny) {
    return new AgentInput.ToolPolicy(names(allow), names(deny));
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(name -> !name.isEmpty()).toList();
  }
}

package ai.sympozium.operator.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ToolCallMetricsTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final ToolCallMetrics calls = new ToolCallMetrics(new ObjectMapper(), metrics);

  @Test
  void shouldCountCallsByToolAndOutcome() {
    calls.count(
        """
        {"role":"assistant","content":"x","_meta":{"tool":"not-a-call"}}
        {"role":"tool","_meta":{"tool":"execute_command","exitCode":0}}
        {"role":"tool","_meta":{"tool":"execute_command","exitCode":3}}
        {"role":"tool","_meta":{"tool":"read_file","error":"NotFound"}}
        {"role":"tool","_meta":
        """);

    assertThat(count("execute_command", "succeeded")).isEqualTo(1);
    assertThat(count("execute_command", "failed")).isEqualTo(1);
    assertThat(count("read_file", "failed")).isEqualTo(1);
    assertThat(metrics.find("sympozium.tool.calls").tag("tool", "not-a-call").counter()).isNull();
  }

  @Test
  void shouldLimitNumberOfToolLabels() {
    for (int i = 0; i < 500; i++) {
      calls.count("{\"role\":\"tool\",\"_meta\":{\"tool\":\"t" + i + "\"}}");
    }
    calls.count("{\"role\":\"tool\",\"_meta\":{\"tool\":\"a name, no name\"}}");

    assertThat(metrics.find("sympozium.tool.calls").counters()).hasSize(101);
    assertThat(count("other", "succeeded")).isEqualTo(401);
  }

  private double count(String tool, String outcome) {
    return metrics
        .get("sympozium.tool.calls")
        .tags("tool", tool, "outcome", outcome)
        .counter()
        .count();
  }
}

package ai.sympozium.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.AgentResult.Metrics;
import ai.sympozium.contract.AgentResult.StopReason;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentResultTest {
  private static final Metrics METRICS = new Metrics(2500, 1800, 43, 2);

  @Test
  void shouldReadWhatItWrites() {
    for (var result :
        List.of(
            new AgentResult("all is well", null, METRICS),
            new AgentResult("so far", "no answer", METRICS),
            new AgentResult("cut", null, METRICS).withStopReason(StopReason.LENGTH))) {
      assertThat(AgentResult.read(result.toJson())).isEqualTo(result);
    }
  }

  @Test
  void shouldBePresentWhenItHasStatus() throws IOException {
    assertThat(AgentResult.isPresent(new AgentResult(null, null, METRICS).toJson())).isTrue();
    assertThat(AgentResult.isPresent(JsonTrees.object())).isFalse();
    assertThat(AgentResult.isPresent(JsonTrees.readObject("{\"status\": null}"))).isFalse();
  }

  @Test
  void shouldFailWithoutTextsWhenTypesAreWrong() throws IOException {
    var json = "{\"status\": {}, \"response\": [1], \"error\": {}, \"metrics\": 5}";

    assertThat(AgentResult.read(JsonTrees.readObject(json)))
        .isEqualTo(new AgentResult("", "", new Metrics(0, 0, 0, 0)));
  }
}

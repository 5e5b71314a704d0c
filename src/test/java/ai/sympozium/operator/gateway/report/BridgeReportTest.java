package ai.sympozium.operator.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static BridgeReport read(String report) throws IOException {
    try (JsonParser parser = JSON.createParser(report)) {
      return BridgeReport.read(parser);
    }
  }

  @Test
  void shouldReadReportOfAgentUnchanged() throws IOException {
    String result =
        "{\"status\":\"success\",\"response\":\"a\",\"metrics\":{\"durationMs\":5,\"toolCalls\":1}}";

    BridgeReport report =
        read("{\"complete\":true,\"result\":" + result + ",\"transcript\":\"{}\"}");

    assertThat(report.complete()).isTrue();
    assertThat(report.transcript()).isEqualTo("{}");
    assertThat(Objects.requireNonNull(report.result()).toString()).isEqualTo(result);
  }

  @Test
  void shouldSkipValuesThatNoResultHas() throws IOException {
    BridgeReport report =
        read(
            "{\"transcript\":[{}],\"result\":{\"x\":[{},{}],\"response\":{\"y\":[]},\"error\":\"e\","
                + "\"metrics\":{\"z\":{},\"toolCalls\":2,\"metrics\":{}}},\"complete\":true,\"x\":[[]]}");

    assertThat(report.complete()).isTrue();
    assertThat(report.transcript()).isEmpty();
    assertThat(Objects.requireNonNull(report.result()).toString())
        .isEqualTo("{\"error\":\"e\",\"metrics\":{\"toolCalls\":2}}");
  }

  @Test
  void shouldKeepFewMembers() throws IOException {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      members.append("\"m").append(i).append("\":1,");
    }

    BridgeReport report = read("{\"complete\":true,\"result\":{" + members + "\"m\":1}}");

    assertThat(report.result()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"complete\":true}", "{\"complete\":true,\"result\":[]}"})
  void shouldBeIncompleteWithoutResult(String report) throws IOException {
    assertThat(read(report).complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "null"})
  void shouldRejectOtherValues(String report) {
    assertThatThrownBy(() -> read(report)).isInstanceOf(GatewayException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"result\":{\"a\":", "{\"result\":{\"a\":[{}"})
  void shouldRejectIncompleteValues(String report) {
    assertThatThrownBy(() -> read(report)).isInstanceOf(JsonProcessingException.class);
  }
}

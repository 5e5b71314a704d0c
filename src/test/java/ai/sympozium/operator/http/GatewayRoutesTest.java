package ai.sympozium.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayRoutesTest {
  @ParameterizedTest
  @CsvSource({
    "/v1/result, 4194304",
    "/v1/log, 65536",
    "/v1/admission/0123, 4194304",
    "/v1/token, 4096",
    "/v1/tool, 65536",
    "/v1/endpoint/log, 32768",
    "/v1/endpoint/run, 4096",
    "/v1/endpoint/runs, 4096",
    "/v1/endpoint/tools, 4096",
    "/v1/result/, 4096",
    "/, 4096"
  })
  void shouldLimitTheBodyByPath(String path, int bytes) {
    assertThat(GatewayRoutes.bodyKind(path).maxBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/result, /v1/result",
    "/v1/log, /v1/log",
    "/v1/token, /v1/token",
    "/v1/tool, /v1/tool",
    "/v1/endpoint/log, /v1/endpoint/log",
    "/v1/endpoint/run, /v1/endpoint/run",
    "/v1/endpoint/runs, /v1/endpoint/runs",
    "/v1/endpoint/tools, /v1/endpoint/tools",
    "/healthz, /healthz",
    "/v1/admission/0123, /v1/admission/",
    "/v1/token/0123, other",
    "/, other"
  })
  void shouldReturnAFixedLabelForEveryPath(String path, String label) {
    assertThat(GatewayRoutes.label(path)).isEqualTo(label);
  }
}

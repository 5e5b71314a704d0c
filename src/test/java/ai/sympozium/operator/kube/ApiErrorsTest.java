package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiErrorsTest {
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 429, 500, 502, 503, 504})
  void shouldBeTransientWhenSameRequestCanSucceedLater(int code) {
    assertThat(ApiErrors.isTransient(new KubernetesClientException("failed", code, null))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 422})
  void shouldBePermanentWhenRequestIsRejected(int code) {
    assertThat(ApiErrors.isTransient(new KubernetesClientException("failed", code, null)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 406, 413, 418, 422})
  void shouldBeRejectedWhenAdmissionControllerAnswers(int code) {
    assertThat(ApiErrors.isRejected(new KubernetesClientException("rejected", code, null)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 401, 404, 408, 409, 410, 429, 500, 503})
  void shouldNotBeRejectedWhenReasonIsAnother(int code) {
    assertThat(ApiErrors.isRejected(new KubernetesClientException("failed", code, null))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          409 | pods "web" already exists | true
          403 | pods "web" is forbidden: exceeded quota: all, requested: pods=1, used: pods=1, limited: pods=1 | true
          403 | pods "web" is forbidden: status unknown for quota: all, resources: pods | true
          403 | pods "web" is forbidden: violates PodSecurity "restricted:latest" | false
          422 | exceeded quota: of another server | false
          """)
  void shouldKnowWhenObjectOfRejectedCreationCanExist(int code, String message, boolean expected) {
    var failure =
        new KubernetesClientException(
            new StatusBuilder().withCode(code).withMessage(message).build());

    assertThat(ApiErrors.canExist(failure)).isEqualTo(expected);
  }

  @Test
  void shouldBeTransientWhenNoServerListens() {
    KubernetesClientException failure;
    ScriptedApiServer server = new ScriptedApiServer(ScriptedApiServer.Response::created);
    try (KubernetesClient client = server.client()) {
      server.close();
      failure =
          catchThrowableOfType(
              KubernetesClientException.class, () -> client.namespaces().withName("team").get());
    }

    assertThat(ApiErrors.isTransient(failure)).isTrue();
    assertThat(ApiErrors.describe(failure)).contains("could not be reached");
  }
}

package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseFencingInterceptorTest {
  private static final String LEASE =
      "/apis/coordination.k8s.io/v1/namespaces/system/leases/sympozium-operator";
  private static final String RUN = "/apis/sympozium.ai/v1alpha1/namespaces/demo/agentruns/r";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger lost = new AtomicInteger();
  private final LeaseFencingInterceptor fence =
      new LeaseFencingInterceptor(Duration.ofSeconds(7), now::get, () -> lost.incrementAndGet());

  @ParameterizedTest
  @CsvSource({
    "POST,/api/v1/namespaces/demo/pods",
    "POST,/api/v1/namespaces/demo/serviceaccounts",
    "POST,/api/v1/namespaces/demo/configmaps",
    "PUT,/api/v1/namespaces/demo/configmaps/r-plan",
    "POST,/api/v1/namespaces/system/secrets",
    "POST," + RBAC + "/namespaces/demo/roles",
    "POST," + RBAC + "/namespaces/demo/rolebindings",
    "POST," + RBAC + "/clusterroles",
    "POST," + RBAC + "/clusterrolebindings",
    "PATCH," + RUN,
    "PUT," + RUN,
    "PATCH," + RUN + "/status",
    "PATCH,/apis/sympozium.ai/v1alpha1/namespaces/demo/skillpacks/p/status",
    "PATCH,/apis/sympozium.ai/v1alpha1/namespaces/demo/sympoziuminstances/i/status",
    "PUT,/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/w",
  })
  void shouldFenceWriteWhenRenewalIsTooOld(String method, String path) {
    renew(200);
    pass(Duration.ofSeconds(7));
    send(method, path);
    assertThat(lost).as("calls while the renewal is recent").hasValue(0);
    pass(Duration.ofMillis(1));
    send(method, path);
    assertThat(lost).as("calls when the renewal is too old").hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/apis/unknown.example/v1/namespaces/demo/unknowns",
    "PATCH,/apis/unknown.example/v1/unknowns/x",
    "PUT,/apis/unknown.example/v1/namespaces/demo/unknowns/x/scale",
    "POST,/apis/unknown.example/v1/namespaces/demo/leases",
    "POST,/apis/unknown.example/v1/namespaces/demo/events",
    "POST,/apis/unknown.example/v1/accessreviews",
    "POST,/api/v1/namespaces/demo/secrets/a/token",
    "UNKNOWN,/api/v1/namespaces/demo/pods/p",
  })
  void shouldFenceWriteWhenKindOrMethodIsUnknown(String method, String path) {
    renew(200);
    pass(Duration.ofHours(1));
    send(method, path);
    assertThat(lost).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/namespaces/demo/pods/p",
    "POST,/api/v1/namespaces/demo/events",
    "POST,/api/v1/namespaces/demo/serviceaccounts/a/token",
    "POST,/apis/authentication.k8s.io/v1/tokenreviews",
    "POST,/apis/authorization.k8s.io/v1/subjectaccessreviews",
    "POST,/apis/authorization.k8s.io/v1/namespaces/demo/localsubjectaccessreviews",
    "DELETE,/api/v1/namespaces/demo/pods/p",
    "DELETE," + RBAC + "/clusterroles/c",
    "POST,/apis/coordination.k8s.io/v1/namespaces/system/leases",
    "PUT," + LEASE
  })
  void shouldSendRequestOfAnyReplicaWhenRenewalIsTooOld(String method, String path) {
    renew(200);
    pass(Duration.ofHours(1));
    send(method, path);
    assertThat(lost).hasValue(0);
  }

  @Test
  void shouldCountAgeOfRenewalFromLeaseReadBeforeIt() {
    renew(200);
    send("GET", LEASE);
    pass(Duration.ofSeconds(5));
    answered("PUT", LEASE, 200);
    pass(Duration.ofSeconds(3));
    send("PATCH", RUN);
    assertThat(lost).hasValue(1);
  }

  @Test
  void shouldIgnoreRenewalWhenItFailed() {
    renew(200);
    pass(Duration.ofSeconds(6));
    renew(409);
    pass(Duration.ofSeconds(2));
    send("PATCH", RUN);
    assertThat(lost).hasValue(1);
  }

  @Test
  void shouldNotFenceReplicaThatHasNeverLed() {
    pass(Duration.ofHours(1));
    send("PATCH", RUN);
    assertThat(lost).hasValue(0);
  }

  private void renew(int status) {
    send("GET", LEASE);
    answered("GET", LEASE, 200);
    send("PUT", LEASE);
    answered("PUT", LEASE, status);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void send(String method, String path) {
    fence.before(new StandardHttpRequest.Builder(), request(method, path), new NoTags());
  }

  private void answered(String method, String path, int status) {
    HttpRequest request = request(method, path);
    fence.after(request, new Answer(status, request), (bytes, body) -> body.consume());
  }

  private static StandardHttpRequest request(String method, String path) {
    return new StandardHttpRequest(Map.of(), URI.create("https://api" + path), method, null);
  }

  private static final class NoTags implements Interceptor.RequestTags {
    @Override
    public <T> @Nullable T getTag(Class<T> type) {
      return null;
    }
  }

  private static final class Answer extends StandardHttpHeaders implements HttpResponse<String> {
    private final int code;
    private final HttpRequest request;

    Answer(int code, HttpRequest request) {
      this.code = code;
      this.request = request;
    }

    @Override
    public int code() {
      return code;
    }

    @Override
    public String body() {
      return "";
    }

    @Override
    public HttpRequest request() {
      return request;
    }

    @Override
    public Optional<HttpResponse<?>> previousResponse() {
      return Optional.empty();
    }
  }
}

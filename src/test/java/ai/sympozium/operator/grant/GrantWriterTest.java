package ai.sympozium.operator.grant;

import static ai.sympozium.rbac.Rules.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.operator.config.TestOperatorConfig;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks as which user the objects of a grant are created. */
class GrantWriterTest {
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /** Response of an API server of version 1.36. */
  private static final String IMPERSONATION_DENIED =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403,
       "message": "serviceaccounts \\"sympozium-granter\\" is forbidden: User \\"system:serviceaccount:\
      operators:sympozium-operator\\" cannot impersonate resource \\"serviceaccounts\\" in API group \\"\\" in\
       the namespace \\"operators\\"",
       "details": {"name": "sympozium-granter", "kind": "serviceaccounts"}}
      """;

  private static final String QUOTA_EXCEEDED =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403,
       "message": "serviceaccounts is forbidden: exceeded quota: all, requested: serviceaccounts=1, used: \
      serviceaccounts=2, limited: serviceaccounts=2"}
      """;

  private static final String GRANTER = "system:serviceaccount:operators:sympozium-granter";
  private static final SkillGrant GRANT =
      new SkillGrant(
          new RunRef("team", "check", "7f3c0000-1111-2222-3333-444455556666"),
          "k8s-ops",
          rules("core: pods get"),
          rules("core: nodes get"));

  /** User that each request impersonates, or the empty string, by kind of object. */
  private final Map<String, String> impersonated = new ConcurrentHashMap<>();

  private final List<String> intercepted = new CopyOnWriteArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client =
      server.client(http -> http.addOrReplaceInterceptor("recorder", new Recorder()));
  private final GrantWriter writer = newWriter();

  /** Bodies of created objects by the path of their kind. */
  private final Map<String, String> stored = new ConcurrentHashMap<>();

  private volatile boolean impersonationAllowed = true;
  private volatile boolean quotaIsFull;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Response answer(Request request) {
    if (request.method().equals("GET")) {
      String found = stored.get(request.path().replaceFirst("/[^/]+$", ""));
      return found == null ? new Response(NOT_FOUND, "{}") : new Response(OK, found);
    }
    if (quotaIsFull) {
      return new Response(FORBIDDEN, QUOTA_EXCEEDED);
    }
    stored.put(request.path(), request.body());
    impersonated.put(request.target(), request.impersonated());
    return impersonationAllowed || request.impersonated().isEmpty()
        ? Response.created(request)
        : new Response(FORBIDDEN, IMPERSONATION_DENIED);
  }

  @Test
  void shouldCreateOnlyRolesAndBindingsAsGranter() throws GrantRefusedException {
    writer.prepare(List.of(GRANT));
    writer.bind(List.of(GRANT));

    assertThat(impersonated)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "serviceaccounts", "",
                "roles", GRANTER,
                "clusterroles", GRANTER,
                "rolebindings", GRANTER,
                "clusterrolebindings", GRANTER));
  }

  /** One interceptor of the operator's client blocks writes of a former leader. */
  @Test
  void shouldPassInterceptorsOfClientWhenGranterCreates() throws GrantRefusedException {
    writer.prepare(List.of(GRANT));
    writer.bind(List.of(GRANT));

    assertThat(intercepted)
        .containsExactlyInAnyOrder(
            "serviceaccounts", "roles", "clusterroles", "rolebindings", "clusterrolebindings");
  }

  /** The ceiling would be the wrong place to search. */
  @Test
  void shouldNameImpersonationWhenItIsDenied() {
    impersonationAllowed = false;

    assertThatThrownBy(() -> writer.prepare(List.of(GRANT)))
        .isInstanceOf(GrantRefusedException.class)
        .hasMessageContaining("impersonate")
        .hasMessageContaining("ServiceAccount sympozium-granter in namespace operators")
        .hasMessageContaining("helm upgrade")
        .message()
        .doesNotContain("ceiling");
  }

  /** The API server checks quotas before names. */
  @Test
  void shouldAdoptObjectsThatFillTheQuota() throws GrantRefusedException {
    writer.prepare(List.of(GRANT));
    writer.bind(List.of(GRANT));
    quotaIsFull = true;
    GrantWriter ofNextProcess = newWriter();

    assertThatCode(
            () -> {
              ofNextProcess.prepare(List.of(GRANT));
              ofNextProcess.bind(List.of(GRANT));
            })
        .doesNotThrowAnyException();
  }

  /** The run waits, and no administrator has to extend the ceiling. */
  @Test
  void shouldNotRefuseGrantWhenQuotaIsFull() {
    quotaIsFull = true;

    assertThatThrownBy(() -> writer.prepare(List.of(GRANT)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("exceeded quota: all");
  }

  private GrantWriter newWriter() {
    return new GrantWriter(
        client, TestOperatorConfig.inNamespace("operators"), new GrantExpectations());
  }

  private final class Recorder implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      String path = request.uri().getPath();
      intercepted.add(path.substring(path.lastIndexOf('/') + 1));
    }
  }
}

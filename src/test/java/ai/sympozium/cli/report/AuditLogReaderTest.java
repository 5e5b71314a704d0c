package ai.sympozium.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.usage.ApiRequest;
import ai.sympozium.cli.usage.UsageEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the requests of one account from an audit log. */
class AuditLogReaderTest {
  private static final String USER =
      "system:serviceaccount:demo:sympozium-run-7f54f17043ad-k8s-ops";

  @TempDir Path folder;

  private static String event(String user, String id, String verb, String object, int code) {
    return """
    {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"%s",\
    "stage":"ResponseComplete","verb":"%s","user":{"username":"%s"},"objectRef":%s,\
    "responseStatus":{"code":%d}}\
    """
        .formatted(id, verb, user, object, code);
  }

  private static String decided(String event, String decision) {
    return event.substring(0, event.length() - 1)
        + ",\"annotations\":{\"authorization.k8s.io/decision\":\""
        + decision
        + "\"}}";
  }

  private static UsageEvidence read(String... lines) {
    return AuditLogReader.of(USER, (Iterable<String>) List.of(lines));
  }

  @Test
  void shouldCountAllowedAndDeniedRequests() {
    String pods = "{\"resource\":\"pods\",\"namespace\":\"demo\"}";
    String log =
        "{\"resource\":\"pods\",\"subresource\":\"log\",\"namespace\":\"shop\",\"name\":\"cart\"}";
    String scale =
        "{\"apiGroup\":\"apps\",\"resource\":\"deployments\",\"subresource\":\"scale\",\"namespace\":\"demo\",\"name\":\"x\"}";

    UsageEvidence evidence =
        read(
            event(USER, "1", "list", pods, 200),
            event(USER, "2", "list", pods, 200),
            event(USER, "3", "get", log, 404),
            event(USER, "4", "patch", scale, 403),
            event(USER, "5", "list", "{\"resource\":\"nodes\"}", 200));

    assertThat(evidence.allowed())
        .isEqualTo(
            Map.of(
                new ApiRequest("", "pods", "list", "demo", null), 2,
                new ApiRequest("", "pods/log", "get", "shop", "cart"), 1,
                new ApiRequest("", "nodes", "list", null, null), 1));
    assertThat(evidence.denied())
        .isEqualTo(Map.of(new ApiRequest("apps", "deployments/scale", "patch", "demo", "x"), 1));
    assertThat(evidence.implied()).isEmpty();
    assertThat(evidence.unclear()).isEmpty();
  }

  @Test
  void shouldIgnoreOtherUsersAndImpersonation() {
    String pods = "{\"resource\":\"pods\"}";
    String impersonating =
        event(USER, "3", "get", pods, 200)
            .replace("\"objectRef\"", "\"impersonatedUser\":{\"username\":\"x\"},\"objectRef\"");
    String admin =
        event("admin", "4", "get", pods, 200)
            .replace(
                "\"objectRef\"",
                "\"impersonatedUser\":{\"username\":\"" + USER + "\"},\"objectRef\"");

    assertThat(
            read(
                    event("admin", "1", "delete", pods, 200),
                    event(USER + "-2", "2", "delete", pods, 200),
                    impersonating,
                    admin)
                .allowed())
        .isEmpty();
  }

  @Test
  void shouldUseDecisionOfAuthorizerInsteadOfStatusCode() {
    String pods = "{\"resource\":\"pods\",\"namespace\":\"demo\"}";

    UsageEvidence evidence =
        read(
            decided(event(USER, "1", "create", pods, 403), "allow"),
            decided(event(USER, "2", "delete", pods, 403), "forbid"));

    assertThat(evidence.allowed())
        .containsOnlyKeys(new ApiRequest("", "pods", "create", "demo", null));
    assertThat(evidence.denied())
        .containsOnlyKeys(new ApiRequest("", "pods", "delete", "demo", null));
  }

  @Test
  void shouldIgnoreNameOfCreatedObject() {
    assertThat(
            read(event(
                    USER,
                    "1",
                    "create",
                    "{\"resource\":\"configmaps\",\"namespace\":\"demo\",\"name\":\"note\"}",
                    201))
                .allowed())
        .containsOnlyKeys(new ApiRequest("", "configmaps", "create", "demo", null));
  }

  @Test
  void shouldImplyCreateWhenPatchCreatedOrStreamOpened() {
    UsageEvidence evidence =
        read(
            event(
                USER,
                "1",
                "patch",
                "{\"resource\":\"configmaps\",\"namespace\":\"demo\",\"name\":\"ssa\"}",
                201),
            event(
                USER,
                "2",
                "patch",
                "{\"resource\":\"secrets\",\"namespace\":\"demo\",\"name\":\"old\"}",
                200),
            event(
                USER,
                "3",
                "get",
                "{\"resource\":\"pods\",\"subresource\":\"exec\",\"namespace\":\"demo\",\"name\":\"p\"}",
                101));

    assertThat(evidence.implied())
        .containsExactly(
            new ApiRequest("", "configmaps", "create", "demo", "ssa"),
            new ApiRequest("", "pods/exec", "create", "demo", "p"));
  }

  @Test
  void shouldImplyPermissionsOfPolicyWhenWorkloadIsWritten() {
    String cart =
        "{\"apiGroup\":\"apps\",\"resource\":\"deployments\",\"namespace\":\"demo\",\"name\":\"cart\"}";

    assertThat(read(event(USER, "1", "patch", cart, 200)).implied())
        .containsExactly(
            new ApiRequest("", "secrets", "get", "demo", null),
            new ApiRequest("", "configmaps", "get", "demo", null),
            new ApiRequest("", "persistentvolumeclaims", "create", "demo", null),
            new ApiRequest("", "pods/binding", "create", "demo", null));
    assertThat(read(event(USER, "1", "delete", cart, 200)).implied()).isEmpty();
  }

  @Test
  void shouldNotMinimizeWhenSkillWroteRoles() {
    String role =
        "{\"apiGroup\":\"rbac.authorization.k8s.io\",\"resource\":\"roles\",\"namespace\":\"demo\",\"name\":\"x\"}";

    assertThat(read(event(USER, "1", "create", role, 201)).notMinimizedReason()).isPresent();
    assertThat(read(decided(event(USER, "1", "create", role, 403), "allow")).notMinimizedReason())
        .isEmpty();
    assertThat(read(event(USER, "1", "get", role, 200)).notMinimizedReason()).isEmpty();
  }

  @Test
  void shouldCountWatchOnceAndIgnoreReceivedStage() {
    String started =
        event(USER, "1", "watch", "{\"resource\":\"pods\"}", 200)
            .replace("ResponseComplete", "ResponseStarted");
    String completed = event(USER, "1", "watch", "{\"resource\":\"pods\"}", 200);
    String received =
        event(USER, "2", "get", "{\"resource\":\"pods\"}", 0)
            .replace("ResponseComplete", "RequestReceived");

    assertThat(read(started, completed, received).allowed())
        .isEqualTo(Map.of(new ApiRequest("", "pods", "watch", null, null), 1));
  }

  @Test
  void shouldIgnoreNonResourceRequests() {
    String discovery = event(USER, "1", "get", "null", 200);

    assertThat(read(discovery).allowed()).isEmpty();
  }

  @Test
  void shouldCountInvalidLines() {
    UsageEvidence evidence =
        read(
            "{\"user\":{\"username\":\"" + USER + "\"",
            "",
            "not JSON and not about it",
            "\"" + USER + "\"",
            event(USER, "1", "get", "{\"resource\":\"pods\"}", 200));

    assertThat(evidence.allowed()).hasSize(1);
    assertThat(evidence.unclear()).singleElement().asString().startsWith("1 line");
  }

  @Test
  void shouldReadSeveralFilesAsOneLog() throws IOException {
    Path old = folder.resolve("old.log");
    Path now = folder.resolve("now.log");
    Files.writeString(old, event(USER, "1", "get", "{\"resource\":\"pods\"}", 200) + "\n");
    Files.writeString(now, event(USER, "2", "list", "{\"resource\":\"pods\"}", 200) + "\n");

    assertThat(AuditLogReader.of(USER, List.of(old.toString(), now.toString())).allowed())
        .hasSize(2);
  }

  @Test
  void shouldNameLogWhenItDoesNotExist() {
    assertThatThrownBy(() -> AuditLogReader.of(USER, List.of("/no/such/audit.log")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("--audit-log: /no/such/audit.log");
  }
}

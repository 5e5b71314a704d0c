package ai.sympozium.images;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Starts the operator, whose command is in the arguments, and lets it process one run. The JVM
 * records the classes that it loads. Prints when the operator was ready and when the run had
 * completed.
 */
final class OperatorTrainingRun {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final CompletableFuture<String> completion = new CompletableFuture<>();
  private final FakeApiServer api = new FakeApiServer(this::onChange);

  public static void main(String... command) throws Exception {
    new OperatorTrainingRun().train(command);
  }

  private void train(String... command) throws Exception {
    var server = LocalServer.https(ACCOUNT.resolve("ca.crt"), api::handle);
    Files.writeString(ACCOUNT.resolve("token"), "operator");
    Files.writeString(ACCOUNT.resolve("namespace"), "sympozium-system");
    createObjects();
    var start = System.nanoTime();
    var builder = new ProcessBuilder(command).inheritIO();
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBERNETES_SERVICE_HOST", "127.0.0.1",
                "KUBERNETES_SERVICE_PORT", "" + server.getAddress().getPort(),
                "SYMPOZIUM_NAMESPACE", "sympozium-system",
                "SYMPOZIUM_IMAGE", "sympozium",
                "HOME", "/tmp"));
    var operator = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(operator::destroyForcibly));
    awaitReady(operator);
    print("the operator is ready", start);
    System.out.println("training-run: " + resourceUsage(operator));
    start = System.nanoTime();
    api.create("/apis/sympozium.ai/v1alpha1/namespaces/demo/agentruns", run());
    try {
      var phase = completion.get(20, TimeUnit.SECONDS);
      print("a run is " + phase, start);
    } catch (TimeoutException e) {
      print(
          "the run did not complete, so the class archive is incomplete and starts are slower",
          start);
    }
    request("http://127.0.0.1:8080/q/metrics", null, null);
    System.out.println("training-run: " + resourceUsage(operator));
    operator.destroy();
    if (!operator.waitFor(3, TimeUnit.MINUTES)) {
      operator.destroyForcibly();
      throw new IllegalStateException("the operator did not stop");
    }
    System.exit(0);
  }

  private static void print(String event, long since) {
    System.out.printf("training-run: %s after %.2f s%n", event, (System.nanoTime() - since) / 1e9);
  }

  private static String resourceUsage(Process process) throws IOException {
    var cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
    var memory =
        Files.readAllLines(Path.of("/proc", process.pid() + "", "status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("");
    return "the operator has used %.2f s of CPU, %s"
        .formatted(cpu.toMillis() / 1e3, memory.replaceAll("\\s+", " "));
  }

  private static void awaitReady(Process operator) throws Exception {
    long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    while (operator.isAlive() && System.nanoTime() < deadline) {
      try {
        if (request("http://127.0.0.1:8080/q/health/ready", null, null) == 200) {
          return;
        }
      } catch (IOException e) {
        // The operator is starting.
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("the operator did not become ready");
  }

  private static int request(String url, String token, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5));
    if (body != null) {
      request
          .header("Authorization", "Bearer " + token)
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private void createObjects() throws IOException {
    api.create(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        json(
            """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
             "metadata": {"name": "sympozium-ceiling", "labels": {"sympozium.ai/aggregated-ceiling": "true"}},
             "rules": [{"apiGroups": [""], "resources": ["pods", "nodes"], "verbs": ["get", "list"]}]}
            """));
    api.create(
        "/apis/sympozium.ai/v1alpha1/namespaces/sympozium-system/skillpacks",
        json(
            """
            {"apiVersion": "sympozium.ai/v1alpha1", "kind": "SkillPack", "metadata": {"name": "k8s-ops"},
             "spec": {"category": "kubernetes",
               "skills": [{"name": "overview", "description": "a text", "requires": {"bins": ["kubectl"]}, "content": "Text."}],
               "sidecar": {"image": "skill", "resources": {"cpu": "100m", "memory": "128Mi"},
                 "rbac": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}],
                 "clusterRBAC": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]}]}}}
            """));
    api.create(
        "/apis/sympozium.ai/v1alpha1/namespaces/demo/sympoziuminstances",
        json(
            """
            {"apiVersion": "sympozium.ai/v1alpha1", "kind": "SympoziumInstance", "metadata": {"name": "sre-bot"},
             "spec": {"agents": {"default": {"model": "some", "baseURL": "http://models.example/v1"}},
               "skills": [{"skillPackRef": "k8s-ops"}]}}
            """));
  }

  private static ObjectNode run() throws IOException {
    return json(
        """
        {"apiVersion": "sympozium.ai/v1alpha1", "kind": "AgentRun", "metadata": {"name": "sre-bot-demo"},
         "spec": {"instanceRef": "sre-bot", "task": "List the pods.", "timeout": "10m"}}
        """);
  }

  private static ObjectNode json(String text) throws IOException {
    return (ObjectNode) LocalServer.JSON.readTree(text);
  }

  /** Replaces the kubelet and the containers of the run's pod. */
  private void onChange(ObjectNode object) {
    try {
      switch (object.path("kind").asText()) {
        case "AgentRun" -> {
          var phase = object.at("/status/phase").asText();
          if (phase.equals("Succeeded") || phase.equals("Failed")) {
            completion.complete(phase);
          }
        }
        case "Pod" -> advance(object);
        default -> {}
      }
    } catch (Exception e) {
      System.err.println("training-run: " + e);
    }
  }

  private void advance(ObjectNode pod) throws Exception {
    var name = pod.at("/metadata/name").asText();
    var path = "/api/v1/namespaces/demo/pods/" + name;
    switch (pod.at("/status/phase").asText()) {
      case "" -> {
        pod.withObject("/status").put("phase", "Running");
        api.store(path, pod);
      }
      case "Running" -> {
        var claims = "{\"aud\": [\"sympozium.ai/skill/k8s-ops\"]}";
        var token =
            "e30."
                + Base64.getUrlEncoder().encodeToString(claims.getBytes(US_ASCII))
                + ".demo/"
                + name;
        var gateway = "https://127.0.0.1:8443/v1/";
        int issued = request(gateway + "token", token, "{\"skill\": \"k8s-ops\"}");
        int reported =
            request(
                gateway + "result",
                token,
                """
                {"result": {"status": "success", "response": "All is well.", "metrics": {"durationMs": 1,
                   "inputTokens": 1, "outputTokens": 1, "toolCalls": 0, "subagentSpawns": 0}},
                 "transcript": "{\\"role\\": \\"user\\", \\"content\\": \\"List the pods.\\"}\\n", "complete": true}
                """);
        System.out.printf("training-run: the gateway answered %d and %d%n", issued, reported);
        pod.withObject("/status").put("phase", "Succeeded");
        api.store(path, pod);
      }
      default -> {}
    }
  }

  private static final HttpClient CLIENT = client();

  /** Creates a client that trusts every certificate. It connects to this machine only. */
  private static HttpClient client() {
    System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAllManager()}, null);
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .sslContext(context)
          .build();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TrustAllManager extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

package ai.sympozium.operator.gateway;

import ai.sympozium.operator.admission.SkillPackWebhook;
import ai.sympozium.operator.admission.WebhookPath;
import ai.sympozium.operator.agentrun.pod.TokenAudiences;
import ai.sympozium.operator.tls.GatewayCertificates;
import ai.sympozium.operator.tls.GatewayCertificates.CertificateChanged;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The operator's HTTPS interface for pods; requests and answers are said in the pod contract. */
@ApplicationScoped
public class GatewayServer {
  private static final Logger LOG = Logger.getLogger(GatewayServer.class);
  private static final int PORT = 8443;

  /** How long a connection is kept on which nothing is said. */
  private static final int IDLE_SECONDS = 120;

  /** A little less, so that nobody begins to speak on a connection in the moment of its end. */
  private static final String KEPT = "timeout=" + (IDLE_SECONDS - 20);

  /** A transcript of 700 KiB as a JSON string, with room for escapes. */
  private static final int MAX_BODY = 4 * 1024 * 1024;

  private static final String BEARER = "Bearer ";

  private final Vertx vertx;
  private final GatewayCertificates certificates;
  private final PodAuthenticator callers;
  private final SkillTokenIssuer tokens;
  private final RunReportStore reports;
  private final WebhookPath admissionPath;
  private final SkillPackWebhook admission;
  private final ObjectMapper json;
  private final MeterRegistry metrics;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger port = new AtomicInteger();
  private @Nullable HttpServer server;

  GatewayServer(
      Vertx vertx,
      GatewayCertificates certificates,
      PodAuthenticator callers,
      SkillTokenIssuer tokens,
      RunReportStore reports,
      WebhookPath admissionPath,
      SkillPackWebhook admission,
      ObjectMapper json,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.certificates = certificates;
    this.callers = callers;
    this.tokens = tokens;
    this.reports = reports;
    this.admissionPath = admissionPath;
    this.admission = admission;
    this.json = json;
    this.metrics = metrics;
  }

  /** Begins to listen; every replica does, as nothing is kept in memory. */
  public void start() {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(false)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setKeyCertOptions(identity()))
            .requestHandler(this::accept)
            .listen(PORT)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    port.set(server.actualPort());
    LOG.infof("gateway listens on port %d", port.get());
  }

  private KeyCertOptions identity() {
    return certificates.server().keyCertOptions();
  }

  /** A process may outlive the certificate that it signed at its start. */
  @Scheduled(every = "24h", delayed = "24h")
  void renew() {
    certificates.reload();
  }

  void renew(@Observes CertificateChanged change) {
    present();
  }

  private void present() {
    if (server != null) {
      server.updateSSLOptions(new SSLOptions().setKeyCertOptions(identity()));
      LOG.info("the gateway shows a new certificate");
    }
  }

  /** Whether pods can be served. */
  public boolean isListening() {
    return port.get() != 0;
  }

  void stop(@Observes ShutdownEvent event) {
    if (server != null) {
      server.close();
    }
  }

  private void accept(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() + chunk.length() > MAX_BODY) {
        request.connection().close();
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> workers.execute(() -> answer(request, body)));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    Timer.Sample timing = Timer.start(metrics);
    String path = request.path();
    int status;
    try {
      JsonNode content = handle(request, path, body);
      status = content == null ? 204 : 200;
      respond(request, status, content);
    } catch (GatewayException e) {
      status = e.status;
      respond(request, status, error(e.code, e.getMessage()));
    } catch (KubernetesClientException e) {
      // The text of the exception may quote what was sent; it stays in here.
      LOG.warnf("%s: the API server answered %d", known(path), e.getCode());
      boolean tooLarge = e.getCode() == 413 || e.getCode() == 422;
      status = tooLarge ? 413 : 503;
      respond(
          request,
          status,
          tooLarge
              ? error("TooLarge", "the API server does not take what was sent")
              : error("TryAgain", "the API server could not be asked"));
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s failed", known(path));
      status = 500;
      respond(request, status, error("Internal", "the gateway failed"));
    }
    timing.stop(
        metrics.timer(
            "sympozium.gateway.request.duration",
            "path",
            known(path),
            "status",
            Integer.toString(status)));
  }

  /** For logs and metrics: few words, and never the path that only the API server knows. */
  private static String known(String path) {
    return switch (path) {
      case "/v1/token", "/v1/result", "/healthz" -> path;
      default -> path.startsWith(WebhookPath.PREFIX) ? WebhookPath.PREFIX : "other";
    };
  }

  private @Nullable JsonNode handle(HttpServerRequest request, String path, Buffer body) {
    String method = request.method().name();
    if (method.equals("POST") && admissionPath.is(path)) {
      return admission.answer(parse(body));
    }
    return switch (method + " " + path) {
      case "GET /healthz" -> JsonNodeFactory.instance.objectNode().put("status", "ok");
      case "POST /v1/token" -> {
        String skill = parse(body).path("skill").asText("");
        if (skill.isEmpty()) {
          throw new GatewayException(400, "BadRequest", "skill is missing");
        }
        yield tokens.issue(
            callers.authenticate(bearer(request), TokenAudiences.ofSkill(skill)), skill);
      }
      case "POST /v1/result" -> {
        AuthenticatedPod caller = callers.authenticate(bearer(request), TokenAudiences.BRIDGE);
        reports.keep(caller, parse(body));
        yield null;
      }
      default -> throw new GatewayException(404, "NotFound", "there is no " + method + " " + path);
    };
  }

  private JsonNode parse(Buffer body) {
    try {
      return json.readTree(body.getBytes());
    } catch (JsonProcessingException e) {
      throw new GatewayException(400, "BadRequest", "the body is not JSON");
    } catch (java.io.IOException e) {
      throw new CompletionException(e);
    }
  }

  private static String bearer(HttpServerRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.startsWith(BEARER)) {
      throw GatewayException.unauthorized("a bearer token is missing");
    }
    return header.substring(BEARER.length());
  }

  private static JsonNode error(String code, String message) {
    var error = JsonNodeFactory.instance.objectNode();
    error.putObject("error").put("code", code).put("message", message);
    return error;
  }

  private static void respond(HttpServerRequest request, int status, @Nullable JsonNode content) {
    var response =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Connection", "keep-alive")
            .putHeader("Keep-Alive", KEPT);
    if (content == null) {
      response.end();
    } else {
      response
          .putHeader("Content-Type", "application/json")
          .end(Buffer.buffer(content.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }
}

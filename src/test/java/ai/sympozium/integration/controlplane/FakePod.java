package ai.sympozium.integration.controlplane;

import static ai.sympozium.integration.controlplane.PodStatusWriter.running;
import static ai.sympozium.integration.controlplane.PodStatusWriter.terminated;
import static org.awaitility.Awaitility.await;

import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import ai.sympozium.contract.PodContract;
import ai.sympozium.integration.controlplane.GatewayCaller.Identity;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Plays the containers of one pod. Executors fetch their tokens from the gateway, the agent replays
 * its transcript without running the commands, and the bridge reports the result. A pod that is not
 * a run's pod runs, or ends with the message of its annotation.
 */
final class FakePod {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A command that contains this path ends when {@link #release} is called. */
  private static final String SIGNAL_FILE = "/workspace/go";

  /** A transcript that contains this text is also sent as a log. */
  private static final String LOGGED = "logged-command";

  /** An agent whose transcript contains this text waits for its model until it is released. */
  private static final String LOADS = "model-loads";

  /** The bridge of an agent whose transcript contains this text gives up its report soon. */
  private static final String GIVES_UP = "bridge-gives-up";

  private static final Instant FOREVER = Instant.MAX;
  private static final Duration REPORT_TIMEOUT = Duration.ofSeconds(50);
  private static final Duration SHORT_REPORT_TIMEOUT = Duration.ofSeconds(1);
  private static final int TERMINATED_BY_SIGNAL = 143;

  private final GatewayCaller gateway;
  private final PodStatusWriter status;
  private final MountedVolumes volumes;
  private final List<String> skills;
  private final CountDownLatch released = new CountDownLatch(1);
  private final Set<String> readySkills = ConcurrentHashMap.newKeySet();

  /** Report that the bridge would send now; null before its start and after its report. */
  private volatile @Nullable OpenReport openReport;

  /**
   * A report with the identity of the bridge, whose files stay mounted when objects are deleted.
   */
  private record OpenReport(Identity bridge, ObjectNode content, Duration timeout) {}

  FakePod(PodStatusWriter status, MountedVolumes volumes, GatewayCaller gateway) {
    this.status = status;
    this.volumes = volumes;
    this.gateway = gateway;
    this.skills =
        status.pod().getSpec().getInitContainers().stream()
            .map(Container::getName)
            .filter(name -> name.startsWith(PodContract.CONTAINER_SKILL_PREFIX))
            .map(name -> name.substring(PodContract.CONTAINER_SKILL_PREFIX.length()))
            .toList();
  }

  Pod pod() {
    return status.pod();
  }

  boolean isReady(String skill) {
    return readySkills.contains(skill);
  }

  void release() {
    released.countDown();
  }

  /** Plays the pod from its binding to a node until its containers have terminated. */
  void play() throws InterruptedException {
    status.bind();
    await().forever().pollInterval(Duration.ofMillis(50)).until(volumes::areAvailable);
    if (volumes.hasToken(ConnectorContract.AUDIENCE)) {
      playConnector();
      return;
    }
    if (!volumes.hasToken(PodContract.BRIDGE_AUDIENCE)) {
      playOtherPod();
      return;
    }
    String transcript = volumes.replayedTranscript();
    Identity bridge = volumes.identity(PodContract.BRIDGE_AUDIENCE);
    status.write("Running", FakePod::atWork);
    openReport = new OpenReport(bridge, report("", null), REPORT_TIMEOUT);
    startExecutors();
    if (transcript.contains(LOGGED)) {
      post(
          bridge,
          LogEntry.of(1, Instant.now(), Kind.STARTED, 0).withText("model fake"),
          LogEntry.of(2, Instant.now(), Kind.TOOL_STARTED, 0).withTool("execute_command", LOGGED),
          LogEntry.of(3, Instant.now(), Kind.TOOL, 0)
              .withTool("execute_command", LOGGED)
              .withOutcome(0, null, 84L)
              .withText("pod-1\npod-2"));
    }
    if (transcript.contains(LOADS)) {
      post(bridge, LogEntry.of(1, Instant.now(), Kind.WAITING, 0).withText("HTTP 503, loading"));
      released.await();
      post(bridge, LogEntry.of(2, Instant.now(), Kind.MODEL, 0));
    }
    new OperatorToolCalls(gateway, bridge).send(transcript);
    if (transcript.contains(SIGNAL_FILE)) {
      released.await();
    }
    ObjectNode result = result(transcript);
    OpenReport report =
        new OpenReport(
            bridge,
            report(transcript, result),
            transcript.contains(GIVES_UP) ? SHORT_REPORT_TIMEOUT : REPORT_TIMEOUT);
    openReport = report;
    ContainerState agent = terminated(0, result.toString());
    status.write("Running", c -> isAgent(c) ? agent : atWork(c));
    post(report);
    openReport = null;
    if (transcript.contains(LOGGED)) {
      post(
          bridge,
          LogEntry.of(4, Instant.now(), Kind.FINISHED, 0)
              .withText(result.path("response").asText()));
    }
    status.write("Succeeded", c -> isAgent(c) ? agent : terminated(0, ""));
  }

  /** Delivers each message to no service. A text selects the outcome. */
  private void playConnector() throws InterruptedException {
    status.write("Running", container -> running());
    while (true) {
      var due = gateway.exchange(connector(), ConnectorContract.MESSAGES_PATH, object(), FOREVER);
      for (var message : read(due.orElseThrow().body()).path(ConnectorContract.MESSAGES)) {
        String text = message.path(ConnectorContract.TEXT).asText();
        ObjectNode outcome =
            object()
                .put(ConnectorContract.NAME, message.path(ConnectorContract.NAME).asText())
                .put(ConnectorContract.ID, message.path(ConnectorContract.ID).asText())
                .put(ConnectorContract.OUTCOME, text.startsWith("reject") ? "failed" : "sent")
                .put(ConnectorContract.REASON, "Tested")
                .put(ConnectorContract.MESSAGE, text);
        gateway.exchange(connector(), ConnectorContract.OUTCOME_PATH, outcome, FOREVER);
      }
    }
  }

  private Identity connector() {
    return volumes.identity(ConnectorContract.AUDIENCE);
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private void playOtherPod() {
    String message = pod().getMetadata().getAnnotations().get(FakeKubelet.TERMINATION_MESSAGE);
    if (message == null) {
      status.write("Running", container -> running());
    } else {
      status.write("Succeeded", container -> terminated(0, message));
    }
  }

  /** Terminates the containers, lets the bridge report what it has, and removes the pod. */
  void terminate() throws InterruptedException {
    OpenReport report = openReport;
    if (report != null) {
      status.write("Running", c -> isAgent(c) ? terminated(TERMINATED_BY_SIGNAL, "") : atWork(c));
      post(report);
    }
    status.remove();
  }

  private void startExecutors() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          skills.stream().<Callable<Boolean>>map(skill -> () -> startExecutor(skill)).toList());
    }
    if (!readySkills.containsAll(skills)) {
      // The agent waits for an executor that the gateway gave no token, until the pod is deleted.
      new CountDownLatch(1).await();
    }
  }

  private boolean startExecutor(String skill) throws InterruptedException {
    String audience = PodContract.skillAudience(skill);
    boolean ready =
        !volumes.hasToken(audience)
            || gateway.post(
                volumes.identity(audience),
                GatewayApi.TOKEN_PATH,
                JSON.createObjectNode().put(GatewayApi.SKILL, skill),
                Instant.MAX);
    return ready && readySkills.add(skill);
  }

  private void post(OpenReport report) throws InterruptedException {
    gateway.post(
        report.bridge(),
        GatewayApi.RESULT_PATH,
        report.content(),
        Instant.now().plus(report.timeout()));
  }

  private void post(Identity bridge, LogEntry... entries) throws InterruptedException {
    ObjectNode batch = JSON.createObjectNode();
    ArrayNode list = batch.putArray(GatewayApi.ENTRIES);
    for (LogEntry entry : entries) {
      list.add(entry.toJson());
    }
    gateway.post(bridge, GatewayApi.LOG_PATH, batch, Instant.now().plus(REPORT_TIMEOUT));
  }

  private static ObjectNode report(String transcript, @Nullable ObjectNode result) {
    ObjectNode report = JSON.createObjectNode();
    report.set(GatewayApi.RESULT, result);
    return report.put(GatewayApi.TRANSCRIPT, transcript).put(GatewayApi.COMPLETE, result != null);
  }

  /** Returns the result of an agent whose last answer is the last line of its transcript. */
  private static ObjectNode result(String transcript) {
    try {
      String last = transcript.strip().lines().reduce("{}", (before, line) -> line);
      ObjectNode result = JSON.createObjectNode().put("status", "success");
      result.put("response", JSON.readTree(last).path("content").asText(""));
      result.putObject("metrics");
      return result;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a transcript: " + transcript, e);
    }
  }

  private static boolean isAgent(Container container) {
    return container.getName().equals(PodContract.CONTAINER_AGENT);
  }

  private static ContainerState atWork(Container container) {
    return container.getName().equals(PodContract.CONTAINER_INSTALL)
        ? terminated(0, "")
        : running();
  }
}

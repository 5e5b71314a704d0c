package ai.sympozium.endpoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.RunEvents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Follows runs by a scripted gateway, which answers one request at a time. */
class FollowedRunTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String DONE =
      """
      {"runs":[{"name":"%s","state":"Succeeded","entries":[{"seq":90,"kind":"finished"}],"result":{"response":"%s",
       "stopReason":"stop","metrics":{"inputTokens":3,"outputTokens":4}}}]}
      """;

  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final List<ObjectNode> requests = new CopyOnWriteArrayList<>();
  private final LogPoller poller = new LogPoller(this::post);
  private long nanoTime;

  @Test
  void shouldReturnTextActivityAndResult() throws Exception {
    var run = follow("bot-web-1");
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Running","entries":[
          {"seq":1,"kind":"started"},
          {"seq":2,"kind":"text","offset":0,"text":"I list."},
          {"seq":3,"kind":"model","text":"I list."},
          {"seq":4,"kind":"toolStarted","tool":"execute_command","subject":"kubectl get pods"},
          {"seq":5,"kind":"text","offset":0,"text":"Two pods"}]}]}
        """);
    answers.add(DONE.formatted("bot-web-1", "Two pods fail."));

    assertThat(drain(run))
        .containsExactly(
            new RunEvent.Text("I list."),
            new RunEvent.Activity("tool execute_command kubectl get pods"),
            new RunEvent.Text("\n\nTwo pods"),
            new RunEvent.Activity("Running"),
            new RunEvent.Text(" fail."),
            new RunEvent.Finished(
                new ai.sympozium.endpoint.run.EndpointRunResult(
                    "Two pods fail.", StopReason.STOP, new Usage(3, 4), null)));
    assertThat(requests.get(1).at("/runs/0/after").asLong()).isEqualTo(5);
    assertThat(requests.get(1).at("/runs/0/state").asText()).isEqualTo("Running");
  }

  @Test
  void shouldIgnoreEntriesThatAreRepeated() throws Exception {
    var run = follow("bot-web-1");
    var entries =
        """
        {"runs":[{"name":"bot-web-1","state":"Running","entries":[
          {"seq":7,"kind":"text","offset":0,"text":"Two"}]}]}
        """;
    answers.add(entries);
    answers.add(entries);
    answers.add(DONE.formatted("bot-web-1", "Two"));

    assertThat(drain(run)).filteredOn(RunEvent.Text.class::isInstance).hasSize(1);
  }

  @Test
  void shouldReadAllEntriesBeforeFinalState() throws Exception {
    var run = follow("bot-web-1");
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Succeeded","more":true,"entries":[
          {"seq":1,"kind":"text","offset":0,"text":"Two"}]}]}
        """);
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Succeeded","more":false,"entries":[
          {"seq":2,"kind":"text","offset":3,"text":" pods"},
          {"seq":3,"kind":"finished"}],"result":{"response":"Two pods"}}]}
        """);

    assertThat(drain(run))
        .startsWith(new RunEvent.Text("Two"), new RunEvent.Text(" pods"))
        .hasSize(3);
  }

  /** The result of a run is reported before the last entries of its log. */
  @Test
  void shouldReturnTextOfEntriesThatArriveAfterFinalState() throws Exception {
    var run = follow("bot-web-1");
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Succeeded","entries":[
          {"seq":1,"kind":"text","offset":0,"text":"I list."},
          {"seq":2,"kind":"model"}],"result":{"response":"Two pods"}}]}
        """);
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Succeeded","entries":[
          {"seq":3,"kind":"text","offset":0,"text":"I read."},
          {"seq":4,"kind":"model"},
          {"seq":5,"kind":"finished"}]}]}
        """);

    assertThat(drain(run))
        .startsWith(
            new RunEvent.Text("I list."),
            new RunEvent.Text("\n\nI read."),
            new RunEvent.Text("\n\nTwo pods"))
        .hasSize(4);
  }

  @Test
  void shouldFinishWhenLastEntriesDoNotArrive() throws Exception {
    var run = new FollowedRun("bot-web-1", poller, MINUTE, () -> nanoTime);
    run.accept(
        JsonTrees.readObject(
            """
            {"name":"bot-web-1","state":"Succeeded","entries":[
              {"seq":1,"kind":"text","offset":0,"text":"Two"}],"result":{"response":"Two pods"}}
            """));

    nanoTime += FollowedRun.LAST_ENTRIES.toNanos();

    assertThat(drain(run, Duration.ZERO))
        .contains(new RunEvent.Text("Two"), new RunEvent.Text(" pods"));
  }

  @Test
  void shouldReturnResultOfRunThatWasDeletedBeforeItsLastEntriesWereRead() throws Exception {
    var run = follow("bot-web-1");
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Succeeded","entries":[
          {"seq":1,"kind":"text","offset":0,"text":"Two"}],"result":{"response":"Two pods"}}]}
        """);
    answers.add("{\"runs\":[{\"name\":\"bot-web-1\",\"state\":\"Absent\",\"entries\":[]}]}");

    var last = (RunEvent.Finished) drain(run).getLast();

    assertThat(last.result().text()).isEqualTo("Two pods");
    assertThat(last.result().isSuccess()).isTrue();
  }

  @Test
  void shouldFailWhenRunIsAbsent() throws Exception {
    var run = follow("bot-web-1");
    answers.add("{\"runs\":[{\"name\":\"bot-web-1\",\"state\":\"Absent\",\"entries\":[]}]}");

    var last = (RunEvent.Finished) drain(run).getLast();

    assertThat(last.result().stopReason()).isEqualTo(StopReason.CANCELLED);
    assertThat(last.result().isSuccess()).isFalse();
  }

  @Test
  void shouldReportMessageWhenRunFailedBeforeItsAgentReported() throws Exception {
    var run = follow("bot-web-1");
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Failed","message":"spec.skills: not found",
          "entries":[]}]}
        """);

    var last = (RunEvent.Finished) drain(run).getLast();

    assertThat(last.result().error()).isEqualTo("spec.skills: not found");
    assertThat(last.result().stopReason()).isEqualTo(StopReason.ERROR);
  }

  @Test
  void shouldContinueWhenGatewayDoesNotAnswer() throws Exception {
    var run = follow("bot-web-1");
    answers.add("unavailable");
    answers.add(DONE.formatted("bot-web-1", "Two"));

    assertThat(drain(run)).contains(new RunEvent.Text("Two"));
  }

  @Test
  void shouldFailWhenRunDoesNotFinishInTime() throws Exception {
    var run = new FollowedRun("bot-web-1", poller, MINUTE, () -> nanoTime);
    nanoTime += MINUTE.toNanos();

    var last = (RunEvent.Finished) drain(run, Duration.ZERO).getLast();

    assertThat(last.result().stopReason()).isEqualTo(StopReason.LIMIT);
  }

  @Test
  void shouldRequestNewRunWhileOldRunIsSilent() throws Exception {
    follow("bot-web-1");
    await().until(() -> requests.size() == 1);

    var second = follow("bot-web-2");

    await().until(() -> requests.size() == 2);
    assertThat(requests.get(1).path(EndpointContract.RUNS).findValuesAsText("name"))
        .containsExactlyInAnyOrder("bot-web-2", "bot-web-1");
    assertThat(requests.get(1).path(EndpointContract.WAIT_MILLIS).asLong()).isEqualTo(1000);
    answers.add(DONE.formatted("bot-web-2", "Two"));
    assertThat(drain(second)).isNotEmpty();
  }

  @Test
  void shouldRequestNoEntriesWhileReaderIsSlow() throws Exception {
    var run = follow("bot-web-1");
    answers.add(
        """
        {"runs":[{"name":"bot-web-1","state":"Running","entries":[
          {"seq":1,"kind":"text","offset":0,"text":"%s"}]}]}
        """
            .formatted("x".repeat(40_000)));
    await().until(() -> !run.isAccepting());
    assertThat(requests).hasSize(1);

    assertThat(run.next(MINUTE)).isInstanceOf(RunEvent.Text.class);

    await().until(() -> requests.size() == 2);
  }

  @Test
  void shouldReturnAtOnceWhenClosed() throws Exception {
    var run = follow("bot-web-1");
    Thread.startVirtualThread(run::close);

    assertThat(run.next(MINUTE)).isNull();
  }

  private FollowedRun follow(String name) {
    var run = new FollowedRun(name, poller, MINUTE, System::nanoTime);
    poller.add(run);
    return run;
  }

  private static List<RunEvent> drain(RunEvents run) throws InterruptedException {
    return drain(run, MINUTE);
  }

  private static List<RunEvent> drain(RunEvents run, Duration atMost) throws InterruptedException {
    var events = new ArrayList<RunEvent>();
    while (events.isEmpty() || !(events.getLast() instanceof RunEvent.Finished)) {
      @Nullable RunEvent event = run.next(atMost);
      assertThat(event).as("after %s", events).isNotNull();
      events.add(event);
    }
    return events;
  }

  private ObjectNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    requests.add(body);
    var answer = answers.take();
    if (answer.equals("unavailable")) {
      throw new IOException(path);
    }
    return JsonTrees.readObject(answer);
  }
}

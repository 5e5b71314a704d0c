package ai.sympozium.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.model.FakeModelServer;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the agent against the behaviours of model servers. Each row is a file. */
class ModelServerContractTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path root;
  private final List<Duration> pauses = new ArrayList<>();

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void shouldWorkWithServer(String row) throws IOException {
    var script = ModelServerScript.read(row);
    try (var server = new FakeModelServer()) {
      script.play(server);

      var run = run(script, server);

      script.checkRequests(server);
      check(run, script.want());
    }
  }

  static Stream<String> rows() throws IOException {
    return ModelServerScript.rows();
  }

  private AgentRun run(ModelServerScript script, FakeModelServer server) throws IOException {
    var model =
        JsonTrees.object()
            .put("provider", script.provider())
            .put("model", "scripted")
            .put("baseURL", server.url().replace("/v1", script.basePath()));
    model.set("headers", script.headers());
    if (script.thinking() != null) {
      model.put("thinking", script.thinking());
    }
    // Pauses take no time, but the clock of the agent goes on.
    var now = new AtomicReference<>(START);
    var run =
        new AgentRun(
            root,
            now::get,
            pause -> {
              pauses.add(pause);
              now.updateAndGet(time -> time.plus(pause));
            });
    run.run(model, script.seconds());
    return run;
  }

  private void check(AgentRun run, JsonNode want) throws IOException {
    var result = run.result();
    var all = result + "\n" + run.console();
    assertThat(result.path("status").asText())
        .as(all)
        .isEqualTo(want.has("error") ? "error" : "success");
    for (var field : new String[] {"response", "error", "remark"}) {
      for (var text : want.path(field)) {
        assertThat(result.path(field).asText()).contains(text.asText());
      }
    }
    for (var text : want.path("notResponse")) {
      assertThat(result.path("response").asText()).doesNotContain(text.asText());
    }
    for (var text : want.path("log")) {
      assertThat(run.console()).contains(text.asText());
    }
    for (var text : want.path("transcript")) {
      assertThat(run.transcript()).contains(text.asText());
    }
    if (want.has("pauses")) {
      assertThat(pauses.stream().map(pause -> pause.toMillis() / 1000.0).map(Object::toString))
          .containsExactlyElementsOf(
              want.path("pauses").valueStream().map(p -> "" + p.asDouble()).toList());
    }
    if (want.has("remark")) {
      assertThat(result.path("remark").asText()).isNotEmpty();
    } else {
      assertThat(result.has("remark")).isFalse();
    }
    assertThat(all).doesNotContain(AgentRun.KEY);
  }
}

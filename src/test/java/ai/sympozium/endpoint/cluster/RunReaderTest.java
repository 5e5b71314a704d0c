package ai.sympozium.endpoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.LogEntry.Kind;
import ai.sympozium.endpoint.run.ListedRun;
import ai.sympozium.endpoint.run.RunPosition;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads logs and lists of runs at a scripted gateway. */
class RunReaderTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private String path = "";
  private ObjectNode request = JsonTrees.object();
  private @Nullable String answer;
  private final RunReader reader =
      new RunReader(new Instance("bot", "uid-bot", "demo"), this::post);

  @Test
  void shouldReadLogAndSkipEntriesThatAreInvalid() throws Exception {
    answer =
        """
        {"name":"bot-web-0123456789abcdef","request":"owner.digest","task":"Hello",
         "createdAt":"2026-01-01T00:00:00Z","state":"Running","omitted":3,
         "entries":[{"seq":4,"time":"2026-01-01T00:00:00Z","kind":"model","text":"Hi"},{"seq":5}]}
        """;

    var run = reader.findWithLog("0123456789abcdef").orElseThrow();

    assertThat(request.path("withLog").asBoolean()).isTrue();
    assertThat(run.omitted()).isEqualTo(3);
    assertThat(run.log()).singleElement().matches(entry -> entry.kind() == Kind.MODEL);
    assertThat(run.run().conversation().task()).isEqualTo("Hello");
  }

  @Test
  void shouldListRunsAfterPosition() throws Exception {
    answer =
        """
        {"more":true,"runs":[
         {"name":"bot-web-0123456789abcdef","createdAt":"2026-01-01T00:00:00Z","task":"Hello",
          "context":"{}","completedAt":"2026-01-01T00:00:01Z"},
         {"name":"bot-web-x","createdAt":"2026-01-01T00:00:00Z"}]}
        """;

    var page = reader.list("owner.", new RunPosition(TIME, "ffffffffffffffff"));

    assertThat(path).isEqualTo("/v1/endpoint/runs");
    assertThat(request)
        .isEqualTo(
            JsonTrees.read(
                """
                {"requestPrefix":"owner.","createdAt":"2026-01-01T00:00:00Z",
                 "name":"bot-web-ffffffffffffffff"}
                """));
    assertThat(page.more()).isTrue();
    assertThat(page.runs())
        .containsExactly(
            new ListedRun("0123456789abcdef", "{}", TIME, TIME.plusSeconds(1), "Hello"));
  }

  @Test
  void shouldReportThatGatewayIsNotAvailable() {
    assertThatThrownBy(() -> reader.list("owner.", null))
        .isInstanceOf(RunsUnavailableException.class);
  }

  private ObjectNode post(String requestPath, ObjectNode body) throws IOException {
    path = requestPath;
    request = body;
    if (answer == null) {
      throw new IOException("no gateway");
    }
    return JsonTrees.readObject(answer);
  }
}

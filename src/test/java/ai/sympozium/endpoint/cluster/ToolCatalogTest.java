package ai.sympozium.endpoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.SkillTool;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads tools from a scripted gateway. */
class ToolCatalogTest {
  private static final String SCALE =
      """
      {"tools":[{"skill":"k8s-ops","name":"scale","description":"Scales.",
       "parameters":{"type":"object"}}]}
      """;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final AtomicInteger requests = new AtomicInteger();
  private @Nullable String answer = SCALE;
  private final ToolCatalog catalog = new ToolCatalog(this::post, nanos::get);

  @Test
  void shouldReadTools() throws Exception {
    assertThat(catalog.tools())
        .containsExactly(
            new SkillTool("k8s-ops", "scale", "Scales.", JsonTrees.object().put("type", "object")));
  }

  @Test
  void shouldAskAgainAfterSomeSecondsOnly() throws Exception {
    catalog.tools();
    answer = "{\"tools\":[]}";

    pass(4_900);
    assertThat(catalog.tools()).hasSize(1);
    pass(200);

    assertThat(catalog.tools()).isEmpty();
    assertThat(requests).hasValue(2);
  }

  @Test
  void shouldReportFailureAndNoListWithoutTools() throws Exception {
    catalog.tools();
    pass(6_000);
    answer = null;

    assertThatThrownBy(catalog::tools).isInstanceOf(RunsUnavailableException.class);
  }

  @Test
  void shouldShareOneFailureForASecond() throws Exception {
    answer = null;
    assertThatThrownBy(catalog::tools).isInstanceOf(RunsUnavailableException.class);
    answer = SCALE;

    pass(900);
    assertThatThrownBy(catalog::tools).isInstanceOf(RunsUnavailableException.class);
    assertThat(requests).hasValue(1);
    pass(200);

    assertThat(catalog.tools()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"tools\":{}}", "{\"tools\":null}"})
  void shouldReportAnswerThatIsNoList(String other) {
    answer = other;

    assertThatThrownBy(catalog::tools).isInstanceOf(RunsUnavailableException.class);
  }

  @Test
  void shouldAskOnceForRequestsAtTheSameTime() throws Exception {
    var threads =
        List.of(1, 2, 3, 4, 5, 6, 7, 8).stream()
            .map(number -> Thread.ofVirtual().start(this::readTools))
            .toList();
    for (var thread : threads) {
      thread.join();
    }

    assertThat(requests).hasValue(1);
  }

  private void readTools() {
    try {
      catalog.tools();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private ObjectNode post(String path, ObjectNode body) throws IOException {
    assertThat(path).isEqualTo("/v1/endpoint/tools");
    requests.incrementAndGet();
    if (answer == null) {
      throw new IOException("unreachable");
    }
    return JsonTrees.readObject(answer);
  }
}

package ai.sympozium.operator.runas;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunAsIdReaderTest {
  private static final RunAsIds FALLBACK = new RunAsIds(1000, 1001);

  private final AtomicInteger reads = new AtomicInteger();
  private volatile String annotations = "{}";
  private volatile Instant now = Instant.EPOCH;
  private final ScriptedApiServer server =
      new ScriptedApiServer(request -> {
        reads.incrementAndGet();
        return new Response(
            200,
            """
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "demo", "annotations": %s}}
            """
                .formatted(annotations));
      });
  private final KubernetesClient client = server.client();
  private final RunAsIdReader reader = new RunAsIdReader(client, () -> now, FALLBACK);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void shouldReadNamespaceOnceForBurstOfRuns() {
    assertThat(reader.of("demo")).isEqualTo(FALLBACK);
    assertThat(reader.of("demo")).isEqualTo(FALLBACK);

    assertThat(reads).hasValue(1);
  }

  @Test
  void shouldReadNamespaceAgainAfterSomeSecondsOrOnDemand() {
    reader.of("demo");
    annotations = "{\"sympozium.ai/uid-range\": \"5000/10\"}";

    assertThat(reader.read("demo")).isEqualTo(new RunAsIds(5000, 5000));
    assertThat(reader.of("demo")).isEqualTo(new RunAsIds(5000, 5000));

    annotations = "{\"sympozium.ai/uid-range\": \"6000/10\"}";
    now = now.plus(RunAsIdReader.MAX_AGE);
    assertThat(reader.of("demo")).isEqualTo(new RunAsIds(6000, 6000));
  }
}

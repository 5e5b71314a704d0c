package ai.sympozium.operator.agentrun.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigMapReaderTest {
  private static final int READERS = 9;

  private final ScriptedApiServer server =
      new ScriptedApiServer(request ->
          new Response(200, "{\"kind\": \"ConfigMap\", \"apiVersion\": \"v1\", \"metadata\": {}}"));
  private final KubernetesClient client = server.client();

  private final AtomicInteger inMemory = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    client.close();
    server.close();
  }

  @Test
  void shouldKeepFewConfigMapsInMemoryWhenManyAreRead() throws InterruptedException {
    ConfigMapReader reader = new ConfigMapReader(client);
    AtomicInteger read = new AtomicInteger();
    List<Thread> readers =
        IntStream.range(0, READERS)
            .mapToObj(i ->
                Thread.ofPlatform()
                    .start(() ->
                        reader
                            .read("demo", "large", this::hold)
                            .ifPresent(found -> read.incrementAndGet())))
            .toList();

    await()
        .until(() ->
            inMemory.get() >= ConfigMapReader.MAX_AT_A_TIME
                && readers.stream().allMatch(ConfigMapReaderTest::holdsOrWaitsForTurn));
    assertThat(inMemory).hasValue(ConfigMapReader.MAX_AT_A_TIME);

    end.countDown();
    for (Thread thread : readers) {
      thread.join();
    }
    assertThat(read).hasValue(READERS);
  }

  /** A thread that waits for a response has a blocker of another type. */
  private static boolean holdsOrWaitsForTurn(Thread reader) {
    return LockSupport.getBlocker(reader) instanceof AbstractQueuedSynchronizer;
  }

  private Optional<ConfigMap> hold(ConfigMap found) {
    inMemory.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Optional.of(found);
  }
}

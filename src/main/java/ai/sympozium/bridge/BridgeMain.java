package ai.sympozium.bridge;

import ai.sympozium.ipc.gateway.GatewayClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program {@code bridge}. */
public final class BridgeMain {
  /** Less than the 30 s after which the kubelet ends a container that was asked to end. */
  private static final Duration AT_THE_END = Duration.ofSeconds(25);

  private BridgeMain() {}

  /** Reports the run's result once it is there, and what there is when the pod ends without one. */
  public static int run() {
    var gateway = System.getenv("SYMPOZIUM_GATEWAY");
    if (gateway == null) {
      System.err.println("bridge: SYMPOZIUM_GATEWAY is not set");
      return 1;
    }
    var failed = new AtomicBoolean();
    try {
      var client = new GatewayClient(URI.create(gateway), Path.of("/run/sympozium/identity"));
      var bridge = new ResultReporter(Path.of("/ipc"), client);
      var end =
          new Thread(() -> {
            if (!failed.get()) {
              bridge.end(AT_THE_END);
              // Else the exit code would be that of the signal.
              Runtime.getRuntime().halt(0);
            }
          });
      Runtime.getRuntime().addShutdownHook(end);
      Thread.ofVirtual().start(() -> stayConnected(client));
      bridge.run();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("bridge: cannot work: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failed.set(true);
    return 1;
  }

  private static void stayConnected(GatewayClient client) {
    try {
      client.keepWarm();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

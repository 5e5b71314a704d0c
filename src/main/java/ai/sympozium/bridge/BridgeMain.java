package ai.sympozium.bridge;

import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.gateway.GatewayClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Entry point of the role {@code bridge}. */
public final class BridgeMain {
  /** Less than the pod's grace period of 60 s, which all its containers share. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  /** Longest wait for the operator's answer to a tool request. */
  private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(25);

  private BridgeMain() {}

  /**
   * Relays tool requests, and reports the run's result when it is written. Reports the transcript
   * alone if the container is stopped before.
   *
   * @return exit code
   */
  public static int run() {
    var gateway = System.getenv(PodContract.ENV_GATEWAY);
    if (gateway == null) {
      System.err.println("bridge: " + PodContract.ENV_GATEWAY + " is not set");
      return 1;
    }
    var failed = new AtomicBoolean();
    try {
      var client = new GatewayClient(URI.create(gateway), Path.of(PodContract.IDENTITY_PATH));
      var reporter = new ResultReporter(Path.of(PodContract.IPC_PATH), client);
      var stop =
          new Thread(() -> {
            if (!failed.get()) {
              reporter.stop(STOP_TIMEOUT);
              // Otherwise the exit code would be that of the signal.
              Runtime.getRuntime().halt(0);
            }
          });
      Runtime.getRuntime().addShutdownHook(stop);
      Thread.ofVirtual().start(() -> keepWarm(client));
      var relay = new ToolRequestRelay(Path.of(PodContract.IPC_PATH), client, TOOL_TIMEOUT);
      Thread.ofVirtual().start(() -> relay(relay));
      reporter.run();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("bridge: cannot run: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failed.set(true);
    return 1;
  }

  private static void relay(ToolRequestRelay relay) {
    try {
      relay.run();
    } catch (IOException e) {
      // The result is reported nevertheless.
      System.err.println("bridge: tool requests are not relayed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void keepWarm(GatewayClient client) {
    try {
      client.keepWarm();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

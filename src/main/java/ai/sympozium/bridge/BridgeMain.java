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

  /** The result has precedence over the log. */
  private static final Duration LOG_STOP_TIMEOUT = Duration.ofSeconds(3);

  private BridgeMain() {}

  /**
   * Relays tool requests, forwards the run's log, and reports the run's result when it is written.
   * Reports the transcript alone if the container is stopped before.
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
      var ipc = Path.of(PodContract.IPC_PATH);
      var log = new LogForwarder(ipc, client);
      var reporter = new ResultReporter(ipc, client, log::trigger);
      var stop =
          new Thread(() -> {
            if (!failed.get()) {
              reporter.stop(STOP_TIMEOUT);
              log.stop(LOG_STOP_TIMEOUT);
              // Otherwise the exit code would be that of the signal.
              Runtime.getRuntime().halt(0);
            }
          });
      Runtime.getRuntime().addShutdownHook(stop);
      var relay = new ToolRequestRelay(ipc, client, TOOL_TIMEOUT);
      inBackground("the connection", client::keepWarm);
      inBackground("the log", log::run);
      inBackground("tool requests", relay::run);
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

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** The result is reported, whatever else fails. */
  private static void inBackground(String name, Work work) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            work.run();
          } catch (IOException e) {
            System.err.println("bridge: cannot process " + name + ": " + e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}

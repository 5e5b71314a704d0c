package ai.sympozium.uninstall;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;

/** Entry point of the role {@code uninstall}, which the chart starts before it is removed. */
public final class UninstallMain {
  private static final String ENV_NAMESPACE = "SYMPOZIUM_NAMESPACE";

  /** Less than the time that {@code helm uninstall} waits by default, five minutes. */
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  private UninstallMain() {}

  /**
   * Deletes the live runs and stops the operator.
   *
   * @return exit code: 0 if no run is live and the operator has stopped
   */
  public static int run() {
    String namespace = System.getenv().getOrDefault(ENV_NAMESPACE, "sympozium-system");
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      new OperatorShutdown(
              new LiveRuns(client), new OperatorDeployment(client, namespace), System.out::println)
          .run(InstantSource.system(), TIMEOUT);
      return 0;
    } catch (ShutdownTimeoutException e) {
      System.err.println("uninstall: " + e.getMessage());
    } catch (KubernetesClientException e) {
      System.err.println("uninstall: the API server rejects a request: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}

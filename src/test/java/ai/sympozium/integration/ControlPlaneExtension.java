package ai.sympozium.integration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts the control plane before the first test that needs it. The control plane stops with the
 * JVM: Failsafe launches JUnit again for each class when it uses several JVMs.
 */
final class ControlPlaneExtension implements BeforeAllCallback {
  private static @Nullable ControlPlaneEnvironment environment;

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  private static synchronized void start() {
    if (environment == null) {
      ControlPlaneEnvironment started = ControlPlaneEnvironment.start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      environment = started;
    }
  }
}

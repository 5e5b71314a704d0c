package ai.sympozium.integration;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts the control plane before the first test that needs it and stops it after the last test.
 */
final class ControlPlaneExtension implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(
            ControlPlaneEnvironment.class,
            type -> ControlPlaneEnvironment.start(),
            ControlPlaneEnvironment.class);
  }
}

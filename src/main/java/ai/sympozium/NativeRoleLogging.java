package ai.sympozium;

import io.smallrye.common.net.HostName;
import java.util.logging.Level;
import java.util.logging.LogManager;

/**
 * Disables logging in the roles of the native binary that start without Quarkus.
 *
 * <p>The logger of the binary is JBoss LogManager. Until Quarkus configures it, it accepts all
 * levels, so the JDK logs each started process and each certificate. A log record reads the host
 * name, for which SmallRye uses a C stack value. A virtual thread must not use one: it fails with
 * {@code IllegalThreadStateException}.
 *
 * <p>A class of its own, because the JVM roles of a pod have neither {@code java.logging} nor
 * SmallRye.
 */
final class NativeRoleLogging {
  private NativeRoleLogging() {}

  /** Call it on the main thread, before the role starts threads. */
  static void disable() {
    LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
    // The JDK creates records for certificates without asking for the level. The name is cached.
    HostName.getHostName();
  }
}

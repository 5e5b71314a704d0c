package ai.sympozium.operator.agentrun.pod;

import io.quarkus.runtime.ImageMode;
import java.util.List;

/**
 * How the image of the running operator starts a role: as a native binary or on its own runtime.
 */
final class RoleCommand {
  private RoleCommand() {}

  static List<String> command(String role) {
    return ImageMode.current() == ImageMode.NATIVE_RUN
        ? List.of("/sympozium/sympozium", role)
        : List.of("/sympozium/runtime/bin/java", "@/sympozium/" + role + ".args");
  }
}

package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.contract.PodContract;
import io.quarkus.runtime.ImageMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Roles in the pods of runs and instances, and the command that starts them in the operator's
 * image.
 */
public enum RoleCommand {
  AGENT("-Xmx256m", "-Xmn8m"),
  AUTHORITIES("-Xmx32m", "-Xmn4m"),
  BRIDGE("-Xmx64m", "-Xmn4m"),
  CHANNEL("-Xmx64m", "-Xmn4m"),
  EXECUTOR("-Xmx32m", "-Xmn4m");

  private final List<String> heapBounds;

  RoleCommand(String... heapBounds) {
    this.heapBounds = List.of(heapBounds);
  }

  /** Returns the command for the image that this operator runs from: native or JVM. */
  public List<String> command() {
    return ImageMode.current() == ImageMode.NATIVE_RUN ? nativeCommand() : jvmCommand();
  }

  /** The JVM reads its options, heap bounds included, from the role's argument file. */
  List<String> jvmCommand() {
    return List.of(
        PodContract.RUNTIME_PATH + "/runtime/bin/java",
        "@" + PodContract.RUNTIME_PATH + "/" + role() + ".args");
  }

  /** A native binary reads no argument file, so the heap bounds are arguments. */
  List<String> nativeCommand() {
    List<String> command =
        new ArrayList<>(List.of(PodContract.RUNTIME_PATH + "/sympozium", role()));
    command.addAll(heapBounds);
    command.add("-XX:+ExitOnOutOfMemoryError");
    return command;
  }

  private String role() {
    return name().toLowerCase(Locale.ROOT);
  }
}

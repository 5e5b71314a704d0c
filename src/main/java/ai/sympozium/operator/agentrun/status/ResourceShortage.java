package ai.sympozium.operator.agentrun.status;

import ai.sympozium.contract.PodContract;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names the field to change when a volume or container of a run exceeded its limit. The messages
 * are those of the kubelet (pkg/kubelet/eviction), which name the volume and the limit.
 */
final class ResourceShortage {
  private static final Pattern VOLUME =
      Pattern.compile("Usage of EmptyDir volume \"([^\"]+)\" exceeds the limit");
  private static final Pattern STORAGE =
      Pattern.compile("Container (\\S+) exceeded its local ephemeral storage limit");
  private static final Pattern NODE = Pattern.compile("The node was low on resource: ([a-z-]+)");
  private static final String PRIVATE_VOLUME = "tmp-";

  private ResourceShortage() {}

  /** Returns what to do after an eviction, or an empty text for a message that is not known. */
  static String adviceAfter(String message) {
    return Stream.of(
            find(VOLUME, message).map(ResourceShortage::volume),
            find(STORAGE, message).map(name -> container(name, "ephemeral-storage")),
            find(NODE, message)
                .map(resource ->
                    "The run may not have caused the lack of "
                        + resource
                        + ". Create the run again."))
        .flatMap(Optional::stream)
        .findFirst()
        .map(advice -> (message.endsWith(".") ? " " : ". ") + advice)
        .orElse("");
  }

  /** Returns the message for a container that the kernel stopped because of its memory limit. */
  static String outOfMemory(String container, @Nullable String limit) {
    return "container "
        + container
        + " exceeded its memory limit"
        + (limit == null ? "" : " of " + limit)
        + " and was killed. "
        + container(container, "memory");
  }

  private static Optional<String> find(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String volume(String name) {
    return switch (name) {
      case "workspace" -> "Raise spec.agents.default.workspaceSize of the instance.";
      case "tmp" -> "Raise spec.agents.default.tmpSize of the instance.";
      default ->
          name.startsWith(PRIVATE_VOLUME)
              ? "Raise spec.sidecar.tmpSize of the pack "
                  + name.substring(PRIVATE_VOLUME.length())
                  + "."
              : "Write less to this volume.";
    };
  }

  private static String container(String name, String resource) {
    if (name.startsWith(PodContract.CONTAINER_SKILL_PREFIX)) {
      return "Raise "
          + resource
          + " in spec.sidecar.resources of the pack "
          + name.substring(PodContract.CONTAINER_SKILL_PREFIX.length())
          + ".";
    }
    return "An administrator can raise the limit of "
        + resource
        + " by the chart value containerResources."
        + (name.equals(PodContract.CONTAINER_AGENT) ? "agent." : "helpers.");
  }
}

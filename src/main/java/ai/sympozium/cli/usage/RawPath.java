package ai.sympozium.cli.usage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses paths of the API as the API server does. */
final class RawPath {
  private RawPath() {}

  /** Returns the read of a path; empty if it names no resource. */
  static Optional<ApiRequest> request(String path) {
    List<String> parts =
        new ArrayList<>(
            Arrays.stream(path.replaceFirst("[?#].*", "").split("/"))
                .filter(part -> !part.isEmpty())
                .toList());
    if (parts.size() < 3 || !(parts.getFirst().equals("api") || parts.getFirst().equals("apis"))) {
      return Optional.empty();
    }
    String group = parts.removeFirst().equals("api") ? "" : parts.removeFirst();
    parts.removeFirst(); // The version.
    @Nullable String namespace = null;
    if (parts.size() > 2 && parts.getFirst().equals("namespaces")) {
      namespace = parts.get(1);
      parts.subList(0, 2).clear();
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    @Nullable String name = parts.size() > 1 ? parts.get(1) : null;
    String resource = parts.getFirst() + (parts.size() > 2 ? "/" + parts.get(2) : "");
    return Optional.of(
        new ApiRequest(group, resource, name == null ? "list" : "get", namespace, name));
  }
}

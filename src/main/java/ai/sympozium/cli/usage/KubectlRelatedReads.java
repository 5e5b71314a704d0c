package ai.sympozium.cli.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads of kubectl beside the requests for the named objects. Without permission for them, most
 * commands print less and succeed.
 */
public final class KubectlRelatedReads {
  private static final Map<String, List<String>> DESCRIBE =
      Map.of(
          "deployments", List.of("apps/replicasets"),
          "replicasets", List.of("/pods"),
          "statefulsets", List.of("/pods"),
          "daemonsets", List.of("/pods"),
          "jobs", List.of("/pods"),
          "services", List.of("discovery.k8s.io/endpointslices", "/endpoints"),
          "ingresses", List.of("discovery.k8s.io/endpointslices", "/endpoints", "/services"),
          "persistentvolumeclaims", List.of("/pods"),
          "namespaces", List.of("/resourcequotas", "/limitranges"));

  private static final Map<String, List<String>> ROLLOUT =
      Map.of(
          "deployments", List.of("apps/replicasets", "apps/deployments"),
          "statefulsets", List.of("apps/controllerrevisions", "/pods", "apps/statefulsets"),
          "daemonsets", List.of("apps/controllerrevisions", "/pods", "apps/daemonsets"));

  /** Connections of kubectl to a pod. It opens a WebSocket, whose request is a read. */
  private static final Set<String> CONNECTIONS =
      Set.of("pods/exec", "pods/attach", "pods/portforward");

  private KubectlRelatedReads() {}

  /**
   * Lists the reads of a call.
   *
   * @param requests what {@link KubectlCommandParser} has found in the arguments
   */
  public static List<ApiRequest> of(List<String> arguments, List<ApiRequest> requests) {
    List<ApiRequest> reads = new ArrayList<>();
    boolean describe = arguments.contains("describe");
    boolean rollout = arguments.contains("rollout");
    boolean drain = arguments.contains("drain");
    for (ApiRequest request : requests) {
      if (describe && request.resource().equals("nodes")) {
        reads.add(new ApiRequest("", "pods", "list", null, null));
        reads.add(
            new ApiRequest(
                "coordination.k8s.io", "leases", "get", "kube-node-lease", request.name()));
      }
      if (CONNECTIONS.contains(request.resource())) {
        reads.add(
            new ApiRequest("", request.resource(), "get", request.namespace(), request.name()));
      }
      if (drain && request.resource().equals("pods/eviction")) {
        reads.add(new ApiRequest("", "pods", "get", null, null));
        reads.add(new ApiRequest("apps", "daemonsets", "get", null, null));
      }
      Map<String, List<String>> related = describe ? DESCRIBE : rollout ? ROLLOUT : Map.of();
      for (String resource : related.getOrDefault(request.resource(), List.of())) {
        reads.add(list(resource, request));
      }
    }
    return reads;
  }

  private static ApiRequest list(String resource, ApiRequest request) {
    int slash = resource.indexOf('/');
    @Nullable String namespace =
        request.resource().equals("namespaces") ? request.name() : request.namespace();
    return new ApiRequest(
        resource.substring(0, slash), resource.substring(slash + 1), "list", namespace, null);
  }
}

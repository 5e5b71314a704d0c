package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.integration.controlplane.ControlPlane;
import ai.sympozium.rbac.ApiResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the resources of a real API server with the file of those that {@code
 * PermissionReviewTest} judges. {@code -Dgolden.update=true} writes the file.
 */
@Tag("control-plane")
class DiscoveryIT {
  @Test
  void shouldServeOnlyResourcesThatAreReviewed() throws IOException {
    String served;
    try (ControlPlane controlPlane = ControlPlane.startWithAllApis()) {
      controlPlane.installChart();
      try (KubernetesClient admin =
          new KubernetesClientBuilder()
              .withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile()))
              .build()) {
        served = lines(resources(admin));
      }
    }

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(ApiResource.DISCOVERED, served);
    }
    assertThat(served)
        .as(
            "the API server's resources differ from %s. Write it with -Dgolden.update=true, then"
                + " judge what PermissionReviewTest reports",
            ApiResource.DISCOVERED)
        .isEqualTo(lines(ApiResource.read(ApiResource.DISCOVERED)));
  }

  private static String lines(Collection<ApiResource> resources) {
    StringBuilder lines = new StringBuilder();
    resources.forEach(resource -> lines.append(resource).append('\n'));
    return lines.toString();
  }

  /** A resource of several versions has the verbs of all, because RBAC knows no versions. */
  private static Collection<ApiResource> resources(KubernetesClient client) {
    TreeMap<String, ApiResource> found = new TreeMap<>();
    Stream<String> others =
        client.getApiGroups().getGroups().stream()
            .flatMap(group -> group.getVersions().stream())
            .map(version -> version.getGroupVersion());
    Stream.concat(Stream.of("v1"), others)
        .flatMap(version -> resources(client, version))
        .forEach(resource ->
            found.merge(
                resource.group() + " " + resource.name(),
                resource,
                (one, other) -> {
                  TreeSet<String> verbs = new TreeSet<>(one.verbs());
                  verbs.addAll(other.verbs());
                  return new ApiResource(one.group(), one.name(), one.namespaced(), verbs);
                }));
    return new TreeSet<>(found.values());
  }

  private static Stream<ApiResource> resources(KubernetesClient client, String version) {
    APIResourceList list = Objects.requireNonNull(client.getApiResources(version), version);
    int slash = version.indexOf('/');
    return list.getResources().stream()
        .map(resource ->
            new ApiResource(
                slash < 0 ? "" : version.substring(0, slash),
                resource.getName(),
                resource.getNamespaced(),
                new TreeSet<>(resource.getVerbs())));
  }
}

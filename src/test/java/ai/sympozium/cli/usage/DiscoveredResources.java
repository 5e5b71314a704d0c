package ai.sympozium.cli.usage;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.APIResourceList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Recorded discovery of a cluster with built-in resources and one custom resource. */
public final class DiscoveredResources {
  private static final Path FILE = Path.of("src/test/resources/discovery/api-resources.yaml");

  private DiscoveredResources() {}

  public static ResourceAliases read() {
    try {
      return new ResourceAliases(
          new YAMLMapper().readValue(FILE.toFile(), new TypeReference<List<APIResourceList>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

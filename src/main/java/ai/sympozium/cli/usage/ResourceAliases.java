package ai.sympozium.cli.usage;

import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Resolves kubectl's words for resources with the discovery API: names, kinds and short names. */
public final class ResourceAliases {
  private static final String CORE = "v1";
  private static final String CATEGORY_ALL = "all";

  /** A resource and its API group. */
  public record Resource(String group, String name) {}

  private final Map<String, Resource> byWord = new HashMap<>();
  private final List<Resource> all = new ArrayList<>();
  private final Set<Resource> clusterScoped = new HashSet<>();

  /**
   * Creates the aliases of discovered resources.
   *
   * @param discovered by descending priority, which decides the meaning of ambiguous words
   */
  public ResourceAliases(List<APIResourceList> discovered) {
    add(discovered);
  }

  private void add(List<APIResourceList> discovered) {
    for (APIResourceList list : discovered) {
      int slash = list.getGroupVersion().indexOf('/');
      String group = slash < 0 ? "" : list.getGroupVersion().substring(0, slash);
      for (APIResource resource : list.getResources()) {
        if (!resource.getName().contains("/")) {
          add(resource, new Resource(group, resource.getName()));
        }
      }
    }
  }

  /**
   * Reads the resources of a cluster in their preferred versions.
   *
   * @throws ai.sympozium.cli.cluster.NotReadableException if the user may not use discovery
   */
  public static ResourceAliases discover(Cluster cluster) {
    List<APIGroup> groups =
        cluster.read("list API groups", cluster.client()::getApiGroups).orElseThrow().getGroups();
    return new ResourceAliases(
        Stream.concat(
                Stream.of(CORE),
                groups.stream().map(group -> group.getPreferredVersion().getGroupVersion()))
            .flatMap(version -> resources(version, cluster).stream())
            .toList());
  }

  /** Returns aliases with more resources, which do not change the meaning of known words. */
  public ResourceAliases plus(List<APIResourceList> more) {
    ResourceAliases aliases = new ResourceAliases(List.of());
    aliases.byWord.putAll(byWord);
    aliases.all.addAll(all);
    aliases.clusterScoped.addAll(clusterScoped);
    aliases.add(more);
    return aliases;
  }

  private static Optional<APIResourceList> resources(String version, Cluster cluster) {
    try {
      return cluster.read("list API resources", () -> cluster.client().getApiResources(version));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_UNAVAILABLE) {
        return Optional.empty(); // The server of an aggregated API is down.
      }
      throw e;
    }
  }

  private void add(APIResource discovered, Resource resource) {
    addWord(resource.name(), resource);
    addWord(resource.name() + "." + resource.group(), resource);
    addWord(discovered.getKind(), resource);
    addWord(discovered.getSingularName(), resource);
    discovered.getShortNames().forEach(word -> addWord(word, resource));
    if (Boolean.FALSE.equals(discovered.getNamespaced())) {
      clusterScoped.add(resource);
    }
    if (discovered.getCategories().contains(CATEGORY_ALL)) {
      all.add(resource);
    }
  }

  private void addWord(@Nullable String word, Resource resource) {
    if (word != null && !word.isEmpty()) {
      byWord.putIfAbsent(word.toLowerCase(Locale.ROOT), resource);
    }
  }

  /** Returns whether a resource, or the one of a subresource, belongs to no namespace. */
  boolean isClusterScoped(String group, String resource) {
    return clusterScoped.contains(new Resource(group, resource.replaceFirst("/.*", "")));
  }

  /** Resolves a word such as {@code po}, {@code deployments.apps} or {@code all}. */
  public List<Resource> named(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.equals(CATEGORY_ALL)
        ? List.copyOf(all)
        : Stream.ofNullable(byWord.get(lower)).toList();
  }
}

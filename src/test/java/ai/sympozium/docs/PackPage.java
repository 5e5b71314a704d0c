package ai.sympozium.docs;

import java.nio.file.Path;
import java.util.List;

/**
 * The document for users of built-in packs.
 *
 * @param packs names of the packs that it describes
 */
public record PackPage(Path path, List<String> packs) {
  /** The pages whose examples are executed. */
  public static final List<PackPage> ALL =
      List.of(
          page("code-review", "code-review"),
          page("github-gitops", "github-gitops"),
          page("incident-response", "incident-response"),
          page(
              "k8s-ops",
              "k8s-ops",
              "k8s-ops-readonly",
              "k8s-ops-exec",
              "k8s-ops-nodes",
              "k8s-ops-secrets"),
          page("llmfit", "llmfit"),
          page("sre-observability", "sre-observability"));

  private static PackPage page(String name, String... packs) {
    return new PackPage(Path.of("docs", name + ".md"), List.of(packs));
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

package ai.sympozium.cli.usage;

import java.util.Set;

/** Options of kubectl that matter for its requests. */
final class KubectlOptions {
  /** Options whose value is the next word. */
  static final Set<String> WITH_VALUE =
      Set.of(
          "-o", "--output", "-l", "--selector", "--field-selector", "--sort-by", "-c",
          "--container", "--tail", "--since", "--since-time", "--timeout", "-p", "--patch", "--type",
          "--replicas", "--for", "--context", "--kubeconfig", "--chunk-size", "-L",
          "--label-columns", "--request-timeout", "--to-revision", "--revision", "--min", "--max",
          "--grace-period", "--cascade", "-f", "--filename", "-k", "--image", "--port", "--name",
          "--limit-bytes", "--template", "--from-literal", "--from-file", "--schedule",
          "--target-port", "--raw", "--from", "--types", "--restart", "--overrides", "--env");

  private KubectlOptions() {}
}

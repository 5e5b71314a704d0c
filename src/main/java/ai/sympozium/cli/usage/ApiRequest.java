package ai.sympozium.cli.usage;

import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.rbac.Permission;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * A request to the API server.
 *
 * @param resource with its subresource, as in a rule: {@code pods/log}
 * @param namespace absent for cluster-scoped resources and for all namespaces at once
 * @param name absent for requests that do not name an object
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiRequest(
    String apiGroup,
    String resource,
    String verb,
    @Nullable String namespace,
    @Nullable String name) {

  public Permission permission() {
    return new Permission(apiGroup, resource, verb, name);
  }

  public ApiRequest withVerb(String other) {
    return new ApiRequest(apiGroup, resource, other, namespace, name);
  }

  /** Formats the request for the report: {@code get deployments.apps cart in demo}. */
  public String describe() {
    return TerminalSanitizer.value(verb)
        + " "
        + RuleFormatter.resource(apiGroup, resource)
        + (name == null ? "" : " " + TerminalSanitizer.value(name))
        + (namespace == null ? " (cluster-wide)" : " in " + TerminalSanitizer.value(namespace));
  }
}

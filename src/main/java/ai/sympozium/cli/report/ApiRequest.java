package ai.sympozium.cli.report;

import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.rbac.Permission;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request to the API server.
 *
 * @param resource with its subresource, as in a rule: {@code pods/log}
 * @param namespace absent for what has none, and for all namespaces at once
 * @param name absent for what is about no single object
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiRequest(
    String group, String resource, String verb, @Nullable String namespace, @Nullable String name) {

  Permission permission() {
    return new Permission(group, resource, verb, name);
  }

  ApiRequest withVerb(String other) {
    return new ApiRequest(group, resource, other, namespace, name);
  }

  /** {@code get deployments.apps/cart in demo}. */
  @JsonIgnore
  String words() {
    return TerminalSanitizer.value(verb)
        + " "
        + RuleFormatter.resource(group, resource)
        + (name == null ? "" : " " + TerminalSanitizer.value(name))
        + (namespace == null ? " (cluster-wide)" : " in " + TerminalSanitizer.value(namespace));
  }
}

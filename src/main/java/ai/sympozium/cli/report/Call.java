package ai.sympozium.cli.report;

import ai.sympozium.cli.console.Plain;
import ai.sympozium.cli.console.RuleLines;
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
public record Call(
    String group, String resource, String verb, @Nullable String namespace, @Nullable String name) {

  Call withVerb(String other) {
    return new Call(group, resource, other, namespace, name);
  }

  /** {@code get deployments.apps/cart in demo}. */
  @JsonIgnore
  String words() {
    return Plain.value(verb)
        + " "
        + RuleLines.resource(group, resource)
        + (name == null ? "" : " " + Plain.value(name))
        + (namespace == null ? " (cluster-wide)" : " in " + Plain.value(namespace));
  }
}

package ai.sympozium.cli.explain;

import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the run reaches servers outside of the cluster, which an administrator sets.
 *
 * @param httpProxy proxy of requests by http
 * @param httpsProxy proxy of requests by https
 * @param noProxy hosts without a proxy, besides those of the cluster
 * @param trustedCA ConfigMap in the operator's namespace with certificate authorities that agent
 *     and skills trust besides public ones
 * @param trustedCAKey key of the certificates
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkSettings(
    @Nullable String httpProxy,
    @Nullable String httpsProxy,
    List<String> noProxy,
    @Nullable String trustedCA,
    @Nullable String trustedCAKey) {
  public NetworkSettings {
    noProxy = List.copyOf(noProxy);
  }

  static NetworkSettings of(RunPlan plan) {
    RunPlan.Network network = plan.settings().network();
    RunPlan.TrustedCA trusted = network.trustedCA();
    return new NetworkSettings(
        network.httpProxy(),
        network.httpsProxy(),
        network.noProxy(),
        trusted == null ? null : trusted.configMap(),
        trusted == null ? null : trusted.key());
  }

  /** Describes the proxy. Null: the settings are not readable. */
  static String proxy(@Nullable NetworkSettings settings) {
    if (settings == null) {
      return "unknown, you may not read the operator's Deployment";
    }
    List<String> parts = new ArrayList<>();
    if (settings.httpProxy() != null) {
      parts.add(TerminalSanitizer.value(settings.httpProxy()) + " for http");
    }
    if (settings.httpsProxy() != null) {
      parts.add(TerminalSanitizer.value(settings.httpsProxy()) + " for https");
    }
    if (!parts.isEmpty() && !settings.noProxy().isEmpty()) {
      parts.add("not for " + TerminalSanitizer.value(String.join(", ", settings.noProxy())));
    }
    return parts.isEmpty() ? "none" : String.join(" · ", parts);
  }

  /** Describes the certificate authorities that are trusted. Null: not readable. */
  static String trustedCA(@Nullable NetworkSettings settings, @Nullable String ofModel) {
    List<String> parts = new ArrayList<>();
    parts.add("public authorities");
    if (settings == null) {
      parts.add("those of the cluster are unknown");
    } else if (settings.trustedCA() != null) {
      parts.add("ConfigMap " + TerminalSanitizer.value(settings.trustedCA()) + " of the operator");
    }
    if (ofModel != null) {
      parts.add("ConfigMap " + TerminalSanitizer.value(ofModel) + " for the model");
    }
    return String.join(" · ", parts);
  }
}

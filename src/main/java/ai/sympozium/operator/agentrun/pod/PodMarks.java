package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Labels and annotations that keep other containers out of the pods of runs and connectors. An
 * added container would share their volumes and network.
 *
 * <p>Service meshes and similar controllers add containers to each pod of a namespace unless the
 * pod declines. Their marks have no effect in clusters without them.
 */
public final class PodMarks {
  private static final String ISTIO = "sidecar.istio.io/inject";
  private static final String NO = "false";

  private static final Map<String, String> LABELS =
      Map.of(
          ISTIO,
          NO,
          "kuma.io/sidecar-injection",
          "disabled",
          "admission.datadoghq.com/enabled",
          NO);

  private static final Map<String, String> ANNOTATIONS =
      Map.ofEntries(
          Map.entry(ISTIO, NO),
          Map.entry("linkerd.io/inject", "disabled"),
          Map.entry("consul.hashicorp.com/connect-inject", NO),
          Map.entry("openservicemesh.io/sidecar-injection", "disabled"),
          Map.entry("appmesh.k8s.aws/sidecarInjectorWebhook", "disabled"),
          Map.entry("injector.nsm.nginx.com/auto-inject", NO),
          Map.entry("vault.hashicorp.com/agent-inject", NO),
          Map.entry("dapr.io/enabled", NO),
          Map.entry("oneagent.dynatrace.com/inject", NO),
          Map.entry("sidecar.opentelemetry.io/inject", NO));

  private static final String OPENTELEMETRY = "instrumentation.opentelemetry.io/inject-";

  /** OpenTelemetry's operator changes variables and adds containers for each language. */
  private static final List<String> INSTRUMENTATIONS =
      List.of("java", "nodejs", "python", "dotnet", "go", "sdk", "apache-httpd", "nginx");

  private PodMarks() {}

  /** Returns the labels of a pod that asks not to be injected. */
  public static Map<String, String> labels() {
    // Sorted, because the description of a connector has a hash.
    return new TreeMap<>(LABELS);
  }

  /** Returns the annotations of a pod: its containers, and the requests not to be injected. */
  public static Map<String, String> annotations(PodSpec spec) {
    Map<String, String> annotations = new TreeMap<>(ANNOTATIONS);
    INSTRUMENTATIONS.forEach(language -> annotations.put(OPENTELEMETRY + language, NO));
    annotations.put(SympoziumLabels.ANNOTATION_CONTAINERS, names(spec));
    return annotations;
  }

  private static String names(PodSpec spec) {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
        .map(Container::getName)
        .collect(Collectors.joining(","));
  }
}

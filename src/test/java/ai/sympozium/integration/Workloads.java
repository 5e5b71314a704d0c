package ai.sympozium.integration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** Builds an object of each built-in kind that creates pods, from one pod spec. */
final class Workloads {
  static final List<String> KINDS =
      List.of(
          "Pod",
          "PodTemplate",
          "ReplicationController",
          "ReplicaSet",
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "Job",
          "CronJob");

  /** A pod spec without a token. */
  static final String PLAIN =
      "{automountServiceAccountToken: false, containers: [{name: c, image: i}], restartPolicy: Never}";

  private Workloads() {}

  /** Builds an object whose pods have this spec. */
  static HasMetadata of(String kind, String namespace, String name, String podSpec) {
    boolean jobLike = List.of("Pod", "Job", "CronJob").contains(kind);
    String spec = jobLike ? podSpec : podSpec.replace("restartPolicy: Never", "dnsPolicy: Default");
    String template = "{metadata: {labels: {a: b}}, spec: " + spec + "}";
    String selected =
        "{selector: {matchLabels: {a: b}}, serviceName: s, template: " + template + "}";
    String body =
        switch (kind) {
          case "Pod" -> "spec: " + spec;
          case "PodTemplate" -> "template: " + template;
          case "ReplicationController" -> "spec: {selector: {a: b}, template: " + template + "}";
          case "StatefulSet" -> "spec: " + selected;
          case "Job" -> "spec: {template: " + template.replace("a: b", "c: d") + "}";
          case "CronJob" ->
              "spec: {schedule: '0 0 1 1 *', jobTemplate: {spec: {template: " + template + "}}}";
          default -> "spec: " + selected.replace("serviceName: s, ", "");
        };
    String version =
        switch (kind) {
          case "Pod", "PodTemplate", "ReplicationController" -> "v1";
          case "Job", "CronJob" -> "batch/v1";
          default -> "apps/v1";
        };
    return Serialization.unmarshal(
        "apiVersion: %s\nkind: %s\nmetadata: {name: %s, namespace: %s}\n%s\n"
            .formatted(version, kind, name, namespace, body));
  }
}

package ai.sympozium.integration;

import static java.util.stream.Collectors.joining;

import ai.sympozium.workload.FieldRule;
import ai.sympozium.workload.WorkloadFields;
import ai.sympozium.workload.WorkloadSchema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Builds a Deployment, Service or claim that sets one classified field beyond the minimum. */
final class WorkloadSamples {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final WorkloadFields FIELDS = WorkloadFields.read();
  private static final WorkloadSchema SCHEMA = WorkloadSchema.snapshot();

  private static final String DEPLOYMENT =
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: w}, spec: {selector: {matchLabels: {a: b}},"
          + " template: {metadata: {labels: {a: b}}, spec: {automountServiceAccountToken: false,"
          + " containers: [{name: c, image: i}]}}}}";
  private static final String SERVICE =
      "{apiVersion: v1, kind: Service, metadata: {name: w}, spec: {ports: [{port: 80}]}}";
  private static final String CLAIM =
      "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: w}, spec: {accessModes: [ReadWriteOnce],"
          + " resources: {requests: {storage: 1Gi}}}}";

  /** Fields that the API server requires beside any other one, by type. */
  private static final Map<String, String> REQUIRED =
      Map.of(
          "Container", "{name: x, image: i}",
          "ContainerPort", "{containerPort: 80}",
          "EnvVar", "{name: E}",
          "HTTPGetAction", "{port: 80}",
          "PersistentVolumeClaimSpec",
              "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
          "PodResourceClaim", "{name: x}",
          "ServiceAccountTokenProjection", "{path: t}",
          "Sysctl", "{value: '1'}",
          "TCPSocketAction", "{port: 80}",
          "Volume", "{name: v}");

  private static final Set<String> HANDLERS = Set.of("exec", "grpc", "httpGet", "tcpSocket");

  private static final String WINDOWS_HOST =
      "{hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}}";

  /** Fields of the pod spec that the API server requires beside one field. */
  private static final Map<String, String> BESIDE =
      Map.of(
          "SecurityContext.procMount",
          "{hostUsers: false}",
          "WindowsSecurityContextOptions.hostProcess",
          WINDOWS_HOST);

  /** Values that the API server accepts for a field; others are built from its type. */
  private static final Map<String, String> VALUES = new HashMap<>();

  static {
    String claim = "{spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}";
    Stream.of(
            "AppArmorProfile.type=Unconfined",
            "Capabilities.add=[SYS_ADMIN]",
            "Container.terminationMessagePolicy=File",
            "Container.envFrom=[{configMapRef: {name: x}}]",
            "Container.imagePullPolicy=Never",
            "Container.livenessProbe={exec: {command: [x]}}",
            "Container.readinessProbe={exec: {command: [x]}}",
            "Container.startupProbe={exec: {command: [x]}}",
            "Container.resources={limits: {cpu: '1'}}",
            "ContainerPort.hostPort=80",
            "ContainerPort.protocol=TCP",
            "EnvVar.valueFrom={fieldRef: {fieldPath: metadata.name}}",
            "EnvFromSource.configMapRef={name: x}",
            "EnvFromSource.secretRef={name: x}",
            "EnvVarSource.configMapKeyRef={name: x, key: k}",
            "EnvVarSource.fieldRef={fieldPath: metadata.name}",
            "EnvVarSource.resourceFieldRef={resource: limits.cpu}",
            "EnvVarSource.secretKeyRef={name: x, key: k}",
            "EphemeralVolumeSource.volumeClaimTemplate=" + claim,
            "HTTPGetAction.httpHeaders=[{name: x, value: y}]",
            "HTTPGetAction.scheme=HTTPS",
            "Lifecycle.postStart={exec: {command: [x]}}",
            "Lifecycle.preStop={exec: {command: [x]}}",
            "LifecycleHandler.exec={command: [x]}",
            "PersistentVolumeClaimSpec.dataSource={kind: PersistentVolumeClaim, name: x}",
            "PersistentVolumeClaimSpec.dataSourceRef={kind: PersistentVolumeClaim, name: x}",
            "PodSpec.automountServiceAccountToken=false",
            "PodSpec.dnsPolicy=Default",
            "PodSpec.hostAliases=[{ip: 198.51.100.7, hostnames: [x]}]",
            "PodSpec.hostUsers=false",
            "PodSpec.imagePullSecrets=[{name: x}]",
            "PodSpec.os={name: linux}",
            "PodSpec.preemptionPolicy=Never",
            "PodSpec.readinessGates=[{conditionType: x.io/y}]",
            "PodSpec.restartPolicy=Always",
            "PodSpec.schedulingGates=[{name: x.io/y}]",
            "PodSpec.tolerations=[{operator: Exists}]",
            "PodSecurityContext.appArmorProfile={type: RuntimeDefault}",
            "PodSecurityContext.seccompProfile={type: RuntimeDefault}",
            "Probe.exec={command: [x]}",
            "Probe.grpc={port: 80}",
            "ProjectedVolumeSource.sources=[{downwardAPI: {}}]",
            "SecurityContext.appArmorProfile={type: RuntimeDefault}",
            "SecurityContext.procMount=Unmasked",
            "SecurityContext.seccompProfile={type: RuntimeDefault}",
            "SeccompProfile.type=Unconfined",
            "ServiceSpec.externalIPs=[198.51.100.77]",
            "ServiceSpec.externalName=x.example",
            "ServiceSpec.ports=[{port: 81}]",
            "ServiceSpec.type=ExternalName",
            "Sysctl.name=kernel.msgmax",
            "TypedLocalObjectReference.apiGroup=x.example",
            "TypedLocalObjectReference.kind=Other",
            "TypedObjectReference.apiGroup=x.example",
            "TypedObjectReference.kind=Other",
            "Volume.awsElasticBlockStore={volumeID: x}",
            "Volume.azureDisk={diskName: x, diskURI: 'https://x.blob.core.windows.net/x/x.vhd'}",
            "Volume.azureFile={secretName: x, shareName: x}",
            "Volume.cephfs={monitors: [x], secretRef: {name: x}}",
            "Volume.cinder={volumeID: x}",
            "Volume.configMap={name: x}",
            "Volume.csi={driver: x.example, nodePublishSecretRef: {name: x}}",
            "Volume.fc={targetWWNs: [x], lun: 1}",
            "Volume.flexVolume={driver: x/y, secretRef: {name: x}}",
            "Volume.flocker={datasetName: x}",
            "Volume.gcePersistentDisk={pdName: x}",
            "Volume.gitRepo={repository: x}",
            "Volume.glusterfs={endpoints: x, path: x}",
            "Volume.hostPath={path: /}",
            "Volume.image={reference: x}",
            "Volume.iscsi={targetPortal: x, iqn: 'iqn.2016-04.x.example:y', lun: 0}",
            "Volume.nfs={server: x, path: /}",
            "Volume.persistentVolumeClaim={claimName: x}",
            "Volume.photonPersistentDisk={pdID: x}",
            "Volume.portworxVolume={volumeID: x}",
            "Volume.quobyte={registry: 'x:1', volume: x}",
            "Volume.rbd={monitors: [x], image: x, secretRef: {name: x}}",
            "Volume.scaleIO={gateway: x, system: x, volumeName: x, secretRef: {name: x}}",
            "Volume.secret={secretName: x}",
            "Volume.storageos={volumeName: x, secretRef: {name: x}}",
            "Volume.vsphereVolume={volumePath: x}",
            "VolumeProjection.configMap={name: x}",
            "VolumeProjection.podCertificate={signerName: x.example/y, keyType: ED25519, credentialBundlePath: b}",
            "VolumeProjection.secret={name: x}",
            "VolumeProjection.serviceAccountToken={path: t}")
        .map(line -> line.split("=", 2))
        .forEach(parts -> VALUES.put(parts[0], parts[1]));
  }

  private WorkloadSamples() {}

  /**
   * A field at one of its places.
   *
   * @param path path as the policy's message names it
   */
  record Sample(String path, FieldRule rule, GenericKubernetesResource object) {
    @Override
    public String toString() {
      return object.getKind() + " " + path;
    }
  }

  /** Returns a sample for each field at each place. */
  static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    add(samples, DEPLOYMENT, "spec.template.spec.", "PodSpec", List.of());
    add(samples, SERVICE, "spec.", "ServiceSpec", List.of());
    add(samples, CLAIM, "spec.", "PersistentVolumeClaimSpec", List.of());
    return samples;
  }

  /** One step to a value: a field, and its type. */
  private record Step(String field, String type, boolean each) {}

  private static void add(
      List<Sample> samples, String base, String prefix, String type, List<Step> steps) {
    FIELDS
        .checked()
        .getOrDefault(type, Map.of())
        .forEach((field, rule) -> {
          // Templates cannot have ephemeral containers.
          if (field.equals("ephemeralContainers") || field.equals("targetContainerName")) {
            return;
          }
          samples.add(
              new Sample(
                  prefix + steps.stream().map(s -> s.field() + ".").collect(joining()) + field,
                  rule,
                  build(base, prefix, type, steps, field)));
          rule.type()
              .filter(FIELDS.checked()::containsKey)
              .ifPresent(nested -> {
                List<Step> deeper = new ArrayList<>(steps);
                deeper.add(new Step(field, nested, rule.each()));
                add(samples, base, prefix, nested, deeper);
              });
        });
  }

  private static GenericKubernetesResource build(
      String base, String prefix, String type, List<Step> steps, String field) {
    ObjectNode object = yaml(base);
    ObjectNode spec = (ObjectNode) object.at("/" + prefix.replaceAll("\\.$", "").replace('.', '/'));
    Optional.ofNullable(BESIDE.get(type + "." + field))
        .ifPresent(beside -> spec.setAll(yaml(beside)));
    ObjectNode at = spec;
    for (Step step : steps) {
      at = step(at, step);
    }
    at.set(field, value(type, field));
    addCompanions(at, type, field);
    return Serialization.jsonMapper().convertValue(object, GenericKubernetesResource.class);
  }

  private static ObjectNode step(ObjectNode at, Step step) {
    ObjectNode value = yaml(REQUIRED.getOrDefault(step.type(), "{}"));
    if (step.field().equals("initContainers")) {
      value.put("name", "n").put("restartPolicy", "Always"); // others have no probes and hooks
    }
    if (!step.each()) {
      JsonNode existing = at.path(step.field());
      if (existing instanceof ObjectNode present) {
        return present;
      }
      at.set(step.field(), value);
    } else {
      at.putArray(step.field()).add(value);
    }
    return value;
  }

  private static void addCompanions(ObjectNode at, String type, String field) {
    switch (type + "." + field) {
      case "TypedLocalObjectReference.apiGroup", "TypedObjectReference.apiGroup" ->
          at.put("kind", "Other").put("name", "x");
      case "TypedLocalObjectReference.kind", "TypedObjectReference.kind" ->
          at.put("apiGroup", "x.example").put("name", "x");
      case "TypedObjectReference.namespace" ->
          at.put("kind", "PersistentVolumeClaim").put("name", "x");
      case "AppArmorProfile.localhostProfile", "SeccompProfile.localhostProfile" ->
          at.put("type", "Localhost");
      case "EnvFromSource.prefix" -> at.set("configMapRef", yaml("{name: x}"));
      case "ServiceSpec.type" -> at.put("externalName", "x.example");
      case "ServiceSpec.externalName" -> at.put("type", "ExternalName");
      default -> {
        if (type.equals("Probe") && !HANDLERS.contains(field)) {
          at.set("exec", yaml("{command: [x]}"));
        }
      }
    }
  }

  private static JsonNode value(String type, String field) {
    String sample = VALUES.get(type + "." + field);
    if (sample != null) {
      return node(sample);
    }
    String valueType = SCHEMA.types().getOrDefault(type, new TreeMap<>()).getOrDefault(field, "");
    String text =
        switch (valueType) {
          case "integer" -> "1";
          case "boolean" -> "true";
          case "string" -> "x";
          case "string[]" -> "[x]";
          case "integer[]" -> "[1]";
          case "string{}" -> "{x: y}";
          case "Quantity" -> "'1'";
          case "IntOrString" -> "80";
          case "LabelSelector" -> "{matchLabels: {x: y}}";
          default -> valueType.endsWith("[]") ? "[{}]" : "{}";
        };
    JsonNode value = node(text);
    Optional<FieldRule> rule =
        Optional.ofNullable(FIELDS.checked().get(type)).map(rules -> rules.get(field));
    Optional<String> required = rule.flatMap(FieldRule::type).map(REQUIRED::get);
    if (required.isPresent()) {
      ObjectNode filled = yaml(required.get());
      return rule.orElseThrow().each()
          ? Serialization.jsonMapper().createArrayNode().add(filled)
          : filled;
    }
    return value;
  }

  /** Reads an object in YAML's flow style, which the client takes for JSON. */
  static ObjectNode yaml(String text) {
    return (ObjectNode) node(text);
  }

  private static JsonNode node(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

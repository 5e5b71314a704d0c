package ai.sympozium.operator.endpoint;

import ai.sympozium.api.EndpointOAuth;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.agentrun.pod.ContainerTemplate;
import ai.sympozium.operator.agentrun.pod.PodMarks;
import ai.sympozium.operator.runas.RunAsIds;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds the pods of an endpoint, as a pure function. They mount the Secret with the keys, so that
 * the operator never reads it.
 *
 * @param image image of the operator
 * @param isNative whether the image contains the native binary
 * @param authority certificate of the gateway's authority
 * @param trusted certificate authorities of the cluster in PEM format; empty means none
 * @param ids user and group of the container
 */
record EndpointPodBuilder(
    String image,
    boolean isNative,
    String gatewayUrl,
    String authority,
    String trusted,
    ContainerResources resources,
    RunAsIds ids) {
  private static final long GRACE_SECONDS = 20;

  PodTemplateSpec build(
      SympoziumInstance instance, EndpointSettings settings, Map<String, String> labels) {
    PodSpec spec = spec(instance, settings);
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .addToLabels(PodMarks.labels())
        .withAnnotations(PodMarks.annotations(spec))
        .addToAnnotations(SympoziumLabels.ANNOTATION_GATEWAY_CA, authority)
        .endMetadata()
        .withSpec(spec)
        .build();
  }

  private PodSpec spec(SympoziumInstance instance, EndpointSettings settings) {
    return new PodSpecBuilder()
        .withServiceAccountName(EndpointNames.of(instance))
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withImagePullSecrets(instance.getSpec().imagePullSecrets())
        .withSecurityContext(ids.securityContext())
        .withContainers(container(instance, settings))
        .withVolumes(EndpointVolumes.of(instance, settings))
        .build();
  }

  private Container container(SympoziumInstance instance, EndpointSettings settings) {
    return new ContainerTemplate(image, resources)
        .ofRole(EndpointContract.CONTAINER, "50m", "128Mi", "512Mi")
        .withArgs(arguments())
        .withEnv(
            new EnvVar(PodContract.ENV_GATEWAY, gatewayUrl, null),
            new EnvVar(EndpointContract.ENV_SETTINGS, json(instance, settings), null),
            new EnvVar("HOME", PodContract.TMP_PATH, null))
        .addAllToEnv(trust())
        .addNewPort()
        .withName(EndpointContract.PORT_NAME)
        .withContainerPort(EndpointContract.PORT)
        .withProtocol("TCP")
        .endPort()
        .withLivenessProbe(probe(EndpointContract.LIVE_PATH, settings, 10))
        .withReadinessProbe(probe(EndpointContract.READY_PATH, settings, 2))
        .withVolumeMounts(mounts(settings))
        .build();
  }

  private List<EnvVar> trust() {
    return trusted.isEmpty()
        ? List.of()
        : List.of(new EnvVar(PodContract.ENV_TRUSTED_CA, trusted, null));
  }

  /** The JVM of the image has its heap bounds; a native binary takes them as arguments. */
  private List<String> arguments() {
    return isNative
        ? List.of(EndpointContract.CONTAINER, "-Xmx128m", "-XX:+ExitOnOutOfMemoryError")
        : List.of(EndpointContract.CONTAINER);
  }

  private static Probe probe(String path, EndpointSettings settings, int periodSeconds) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(EndpointContract.PORT_NAME)
        .withScheme(settings.podsServeTls() ? "HTTPS" : "HTTP")
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(2)
        .withFailureThreshold(3)
        .build();
  }

  private static String json(SympoziumInstance instance, EndpointSettings settings) {
    ObjectNode json =
        JsonTrees.object()
            .put(EndpointContract.INSTANCE, instance.getMetadata().getName())
            .put(EndpointContract.INSTANCE_UID, instance.getMetadata().getUid())
            .put(EndpointContract.NAMESPACE, instance.getMetadata().getNamespace())
            .put(EndpointContract.MODEL, settings.model())
            .put(EndpointContract.RATE_LIMIT_RPM, settings.rateLimitRPM())
            .put(EndpointContract.RATE_LIMIT_BURST, settings.rateLimitBurst())
            .put(
                EndpointContract.MAX_ACTIVE_RUNS,
                Math.max(1, settings.maxActiveRuns() / settings.replicas()))
            .put(EndpointContract.MAX_QUEUED_REQUESTS, settings.maxQueuedRequests())
            .put(EndpointContract.RUN_SECONDS, settings.runTime().toSeconds())
            .put(EndpointContract.WEB_UI, settings.webUI())
            .put(EndpointContract.TLS, settings.podsServeTls())
            .put(EndpointContract.URL, settings.url(instance));
    EndpointOAuth oauth = settings.oauth();
    if (oauth != null) {
      json.set(EndpointContract.OAUTH, json(oauth));
    }
    return JsonTrees.write(json);
  }

  private static ObjectNode json(EndpointOAuth oauth) {
    ObjectNode json = JsonTrees.object().put(EndpointContract.ISSUER, oauth.issuer());
    JsonTrees.putUnlessEmpty(json, EndpointContract.TOKEN_AUDIENCE, oauth.audience());
    json.set(EndpointContract.REQUIRED_SCOPES, JsonTrees.array(oauth.requiredScopes()));
    return json;
  }

  private static List<VolumeMount> mounts(EndpointSettings settings) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(ContainerTemplate.readOnly(EndpointVolumes.KEYS, EndpointContract.KEYS_PATH));
    mounts.add(ContainerTemplate.readOnly(EndpointVolumes.IDENTITY, PodContract.IDENTITY_PATH));
    mounts.add(ContainerTemplate.readOnly(EndpointVolumes.API_ACCESS, PodContract.API_ACCESS_PATH));
    if (settings.podsServeTls()) {
      mounts.add(ContainerTemplate.readOnly(EndpointVolumes.TLS, EndpointContract.TLS_PATH));
    }
    mounts.add(ContainerTemplate.writable(EndpointVolumes.TMP, PodContract.TMP_PATH));
    return mounts;
  }
}

package ai.sympozium.operator.endpoint;

import static ai.sympozium.operator.endpoint.EndpointFixture.OBJECTS;
import static ai.sympozium.operator.endpoint.EndpointFixture.instance;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumInstance;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndpointObjectsTest {
  private static List<HasMetadata> objects(SympoziumInstance instance) {
    return OBJECTS.build(instance, EndpointSettings.of(instance));
  }

  private static <T> T only(List<HasMetadata> objects, Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  private static PodTemplateSpec pod(SympoziumInstance instance) {
    return only(objects(instance), Deployment.class).getSpec().getTemplate();
  }

  private static Container container(SympoziumInstance instance) {
    return pod(instance).getSpec().getContainers().getFirst();
  }

  @Test
  void shouldNameAndOwnAllObjects() {
    assertThat(objects(instance()))
        .allSatisfy(object -> {
          assertThat(object.getMetadata().getName()).isEqualTo("bot-web-endpoint");
          assertThat(object.getMetadata().getLabels())
              .containsEntry("app.kubernetes.io/managed-by", "sympozium")
              .containsEntry("sympozium.ai/component", "web-endpoint")
              .containsEntry("sympozium.ai/instance", "bot");
          assertThat(object.getMetadata().getOwnerReferences())
              .singleElement()
              .satisfies(owner -> {
                assertThat(owner.getKind()).isEqualTo("SympoziumInstance");
                assertThat(owner.getController()).isTrue();
              });
        })
        .extracting(HasMetadata::getKind)
        .containsExactly(
            "ServiceAccount", "Role", "RoleBinding", "NetworkPolicy", "Service", "Deployment");
  }

  @Test
  void shouldKnowEveryKindToDeleteIt() {
    List<Object> kinds =
        Stream.of("", "endpoint: {gatewayRef: {name: public}}")
            .flatMap(fields -> objects(instance("{hostname: bot.example}", fields)).stream())
            .<Object>map(Object::getClass)
            .distinct()
            .toList();

    assertThat(EndpointObjects.DELETION_ORDER)
        .containsExactlyInAnyOrderElementsOf(EndpointObjects.KINDS);
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(EndpointObjects.KINDS);
  }

  @Test
  void shouldAllowCreationAndDeletionOfRunsOnly() {
    Role role = only(objects(instance()), Role.class);
    RoleBinding binding = only(objects(instance()), RoleBinding.class);

    assertThat(role.getRules())
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getApiGroups()).containsExactly("sympozium.ai");
          assertThat(rule.getResources()).containsExactly("agentruns");
          assertThat(rule.getVerbs()).containsExactly("create", "delete");
        });
    assertThat(binding.getSubjects())
        .singleElement()
        .satisfies(subject -> {
          assertThat(subject.getName()).isEqualTo("bot-web-endpoint");
          assertThat(subject.getNamespace()).isEqualTo("demo");
        });
  }

  @Test
  void shouldReachOnlyDnsGatewayAndPortsOfApiServer() {
    NetworkPolicySpec policy = only(objects(instance()), NetworkPolicy.class).getSpec();

    assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(egress(policy))
        .containsExactly(
            "[] 53 53",
            "[] 443 6443",
            "[kubernetes.io/metadata.name=sympozium-system app.kubernetes.io/name=sympozium] 8443");
  }

  @Test
  void shouldReachOnlyRangesOfApiServerWhenTheyAreConfigured() {
    EndpointNetwork network =
        new EndpointNetwork("sympozium-system", List.of("10.0.0.1/32", "10.0.0.2/32"));

    assertThat(egress(network.policy(new LabelSelector(), new TreeSet<>(Set.of(443, 8443)))))
        .contains("[10.0.0.1/32, 10.0.0.2/32] 443 8443")
        .doesNotContain("[] 443 8443");
  }

  /** Returns peers and ports of each rule. No peers mean all. */
  private static List<String> egress(NetworkPolicySpec policy) {
    return policy.getEgress().stream()
        .map(rule ->
            rule.getTo().stream().map(EndpointObjectsTest::peer).toList()
                + " "
                + rule.getPorts().stream()
                    .map(port -> port.getPort().getIntVal().toString())
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static String peer(NetworkPolicyPeer peer) {
    return peer.getIpBlock() != null
        ? peer.getIpBlock().getCidr()
        : Stream.of(peer.getNamespaceSelector(), peer.getPodSelector())
            .flatMap(selector -> selector.getMatchLabels().entrySet().stream())
            .map(Object::toString)
            .collect(Collectors.joining(" "));
  }

  @Test
  void shouldServePortOthersBuildOn() {
    assertThat(only(objects(instance()), Service.class).getSpec().getPorts())
        .singleElement()
        .satisfies(port -> {
          assertThat(port.getName()).isEqualTo("http");
          assertThat(port.getPort()).isEqualTo(8080);
        });
  }

  @Test
  void shouldPassSettingsToPod() throws IOException {
    SympoziumInstance instance =
        instance("{rate_limit_rpm: '5'}", "endpoint: {replicas: 2, maxActiveRuns: 9, webUI: true}");
    JsonNode settings = new ObjectMapper().readTree(variable(instance, "SYMPOZIUM_ENDPOINT"));

    assertThat(settings.path("instance").asText()).isEqualTo("bot");
    assertThat(settings.path("namespace").asText()).isEqualTo("demo");
    assertThat(settings.path("model").asText()).isEqualTo("gpt-oss-120b");
    assertThat(settings.path("rateLimitRPM").asInt()).isEqualTo(5);
    assertThat(settings.path("rateLimitBurst").asInt()).isEqualTo(10);
    assertThat(settings.path("maxActiveRuns").asInt()).isEqualTo(4);
    assertThat(settings.path("webUI").asBoolean()).isTrue();
    assertThat(settings.path("maxQueuedRequests").asInt()).isEqualTo(32);
    assertThat(settings.path("runSeconds").asInt()).isEqualTo(300);
    assertThat(settings.path("tls").asBoolean(true)).isFalse();
    assertThat(settings.path("url").asText()).isEqualTo("http://bot-web-endpoint.demo.svc:8080");
  }

  @Test
  void shouldPassIssuerOfTokensToPod() throws IOException {
    String settings =
        variable(
            instance("{}", "endpoint: {oauth: {issuer: 'https://login.example'}}"),
            "SYMPOZIUM_ENDPOINT");

    assertThat(new ObjectMapper().readTree(settings).path("oauth"))
        .isEqualTo(
            new ObjectMapper()
                .readTree("{\"issuer\":\"https://login.example\",\"requiredScopes\":[]}"));
    assertThat(variable(instance(), "SYMPOZIUM_ENDPOINT")).doesNotContain("oauth");
  }

  @Test
  void shouldPassAuthoritiesOfTheClusterToPod() {
    EndpointPodBuilder plain = EndpointFixture.PODS;
    SympoziumInstance instance = instance();
    List<EnvVar> variables =
        new EndpointPodBuilder(
                plain.image(),
                plain.isNative(),
                plain.gatewayUrl(),
                plain.authority(),
                "PEM of the cluster",
                plain.resources(),
                plain.ids())
            .build(instance, EndpointSettings.of(instance), Map.of())
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv();

    assertThat(variables).contains(new EnvVar("SYMPOZIUM_TRUSTED_CA", "PEM of the cluster", null));
  }

  private static String variable(SympoziumInstance instance, String name) {
    return container(instance).getEnv().stream()
        .filter(variable -> variable.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @Test
  void shouldRestrictPod() {
    PodTemplateSpec pod = pod(instance());

    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("bot-web-endpoint");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(1000650000L);
    assertThat(pod.getSpec().getSecurityContext().getFsGroup()).isEqualTo(1000650001L);
    assertThat(container(instance()).getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container(instance()).getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container(instance()).getSecurityContext().getCapabilities().getDrop())
        .containsExactly("ALL");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("sidecar.istio.io/inject", "false")
        .doesNotContainKey("app.kubernetes.io/managed-by");
  }

  @Test
  void shouldMountKeysThatCanBeRevokedAndTokenForGatewayOnly() {
    String pod = Serialization.asJson(pod(instance("{auth_secret_ref: my-keys}", "")));

    assertThat(pod)
        .contains("\"secret\":{\"optional\":true,\"secretName\":\"my-keys\"}")
        .contains("\"audience\":\"sympozium.ai/endpoint\"")
        .contains("/run/sympozium/keys")
        .doesNotContain("bot-web-endpoint-key");
  }

  @Test
  void shouldServeHttpsWhenCertificateIsNamed() {
    Container container = container(instance("{}", "endpoint: {tlsSecretRef: cert}"));

    assertThat(container.getReadinessProbe().getHttpGet().getScheme()).isEqualTo("HTTPS");
    assertThat(container.getVolumeMounts()).extracting("name").contains("tls");
    assertThat(container(instance()).getReadinessProbe().getHttpGet().getScheme())
        .isEqualTo("HTTP");
  }

  @Test
  void shouldCreateIngressForHostname() {
    Ingress ingress =
        only(
            objects(instance("{hostname: bot.example}", "endpoint: {ingressClassName: nginx}")),
            Ingress.class);

    assertThat(ingress.getSpec().getIngressClassName()).isEqualTo("nginx");
    assertThat(ingress.getSpec().getRules())
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getHost()).isEqualTo("bot.example");
          assertThat(rule.getHttp().getPaths().getFirst().getBackend().getService().getName())
              .isEqualTo("bot-web-endpoint");
        });
  }

  @Test
  void shouldLetIngressTerminateTlsOfHostname() {
    SympoziumInstance instance =
        instance("{hostname: bot.example}", "endpoint: {tlsSecretRef: cert}");

    assertThat(only(objects(instance), Ingress.class).getSpec().getTls())
        .containsExactly(new IngressTLS(List.of("bot.example"), "cert"));
    assertThat(container(instance).getVolumeMounts()).extracting("name").doesNotContain("tls");
    assertThat(container(instance).getReadinessProbe().getHttpGet().getScheme()).isEqualTo("HTTP");
  }

  @Test
  void shouldCreateHttpRouteInPlaceOfIngressForGateway() {
    List<HasMetadata> objects =
        objects(
            instance(
                "{hostname: bot.example}",
                "endpoint: {gatewayRef: {name: public, namespace: gateways, sectionName: web}}"));

    assertThat(objects).noneMatch(Ingress.class::isInstance);
    assertThat(Serialization.asJson(only(objects, HTTPRoute.class).getSpec()))
        .isEqualTo(
            "{\"hostnames\":[\"bot.example\"],\"parentRefs\":[{\"name\":\"public\",\"namespace\":"
                + "\"gateways\",\"sectionName\":\"web\"}],\"rules\":[{\"backendRefs\":[{\"name\":"
                + "\"bot-web-endpoint\",\"port\":8080}]}]}");
  }
}

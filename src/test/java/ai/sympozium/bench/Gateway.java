package ai.sympozium.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.sympozium.api.AgentRun;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.ipc.gateway.AddressedBridge;
import ai.sympozium.ipc.gateway.GatewayClient;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.HttpsURLConnection;

/**
 * Calls the gateway as the bridges of simulated pods do, each with a client of its own. Without
 * addresses, the service gives all of them one address. With addresses, each bridge has one of
 * them, as pods have, and calls the pod of the gateway.
 */
final class Gateway {
  private static final String NAMESPACE = "sympozium-system";
  private static final String RESULT =
      """
      {"complete":true,"transcript":"","result":{"status":"success","response":"done","metrics":
      {"durationMs":1,"inputTokens":1,"outputTokens":1,"toolCalls":0,"subagentSpawns":0}}}
      """;

  private final KubernetesClient client;
  private final List<InetAddress> addresses;
  private final AtomicInteger bridges = new AtomicInteger();
  private final LongAdder repeated = new LongAdder();
  private final URI base;
  private final byte[] authority;
  private final JsonNode result;

  /** Clients with the identity of a node, by its name. */
  private final Map<String, KubernetesClient> kubelets = new ConcurrentHashMap<>();

  Gateway(KubernetesClient client, List<InetAddress> addresses) throws IOException {
    this.client = client;
    this.addresses = addresses;
    // The host cannot resolve names of the cluster.
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
    String host =
        addresses.isEmpty()
            ? client
                .services()
                .inNamespace(NAMESPACE)
                .withName("sympozium-gateway")
                .require()
                .getSpec()
                .getClusterIP()
            : new OperatorPod(client).find().getStatus().getPodIP();
    base = URI.create("https://" + host + ":8443");
    String pem =
        client
            .secrets()
            .inNamespace(NAMESPACE)
            .withName("sympozium-gateway-ca")
            .require()
            .getData()
            .get("ca.crt");
    authority = Base64.getMimeDecoder().decode(pem);
    result = JsonTrees.read(RESULT.getBytes(US_ASCII));
  }

  URI url() {
    return base;
  }

  /** The bridge of a run. Repeats its report until the gateway has accepted it. */
  interface Bridge {
    void report() throws Exception;
  }

  /**
   * Creates the bridge of a run with an established connection, as bridges have after their start.
   */
  Bridge bridge(AgentRun run) {
    try {
      return addresses.isEmpty() ? clientOf(run) : addressedBridge(run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Bridge clientOf(AgentRun run) throws IOException {
    Path identity = Files.createTempDirectory("bridge");
    Files.write(identity.resolve("gateway-ca.crt"), authority);
    Files.writeString(identity.resolve("token"), token(run));
    identity.toFile().deleteOnExit();
    for (String file : new String[] {"gateway-ca.crt", "token"}) {
      identity.resolve(file).toFile().deleteOnExit();
    }
    GatewayClient bridge = new GatewayClient(base, identity);
    bridge.warm();
    return () -> bridge.post(GatewayApi.RESULT_PATH, result);
  }

  private Bridge addressedBridge(AgentRun run) throws IOException, GeneralSecurityException {
    InetAddress address = addresses.get(bridges.getAndIncrement() % addresses.size());
    AddressedBridge bridge = new AddressedBridge(base, address, token(run));
    bridge.warm();
    return () -> {
      try (bridge) {
        repeated.add(bridge.report(RESULT));
      }
    };
  }

  /** Returns how many reports of bridges with addresses were repeated since the last call. */
  long takeRepeated() {
    return repeated.sumThenReset();
  }

  /**
   * Requests the token that the kubelet projects into the bridge's container. Only the pod's node
   * can request it.
   */
  private String token(AgentRun run) {
    var status = Objects.requireNonNull(run.getStatus());
    String node =
        client
            .pods()
            .inNamespace(run.getMetadata().getNamespace())
            .withName(status.podName())
            .require()
            .getSpec()
            .getNodeName();
    return kubelets
        .computeIfAbsent(node, this::kubelet)
        .serviceAccounts()
        .inNamespace(run.getMetadata().getNamespace())
        .withName("default")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences("sympozium.ai/bridge")
                .withNewBoundObjectRef("v1", "Pod", status.podName(), status.podUID())
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private KubernetesClient kubelet(String node) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(client.getConfiguration())
                .withImpersonateUsername("system:node:" + node)
                .withImpersonateGroups("system:nodes")
                .build())
        .build();
  }
}

package ai.sympozium.operator.sympoziuminstance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceSpec;
import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WholeInstancesTest {
  private static final SympoziumInstanceSpec SPEC =
      Serialization.unmarshal(
          "{\"agents\": {\"default\": {\"model\": \"m\"}}}", SympoziumInstanceSpec.class);

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<SympoziumInstance> reconciled = new ArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private final WholeInstances whole = new WholeInstances(client);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static SympoziumInstance reduced() {
    SympoziumInstance instance = new SympoziumInstance();
    instance.getMetadata().setName("bot");
    instance.getMetadata().setNamespace("demo");
    return instance;
  }

  private Response answer(Request request) {
    requests.add(request);
    SympoziumInstance instance = reduced();
    instance.setSpec(SPEC);
    return new Response(200, Serialization.asJson(instance));
  }

  private void reconcile(SympoziumInstance cached) {
    whole.reconcile(
        cached,
        instance -> {
          reconciled.add(instance);
          return UpdateControl.noUpdate();
        });
  }

  @Test
  void shouldReadInstanceThatIsReduced() {
    reconcile(reduced());

    assertThat(reconciled).singleElement().matches(instance -> SPEC.equals(instance.getSpec()));
    assertThat(requests).hasSize(1);
  }

  @Test
  void shouldNotReadInstanceThatIsWhole() {
    SympoziumInstance cached = reduced();
    cached.setSpec(SPEC);

    reconcile(cached);

    assertThat(reconciled).containsExactly(cached);
    assertThat(requests).isEmpty();
  }
}

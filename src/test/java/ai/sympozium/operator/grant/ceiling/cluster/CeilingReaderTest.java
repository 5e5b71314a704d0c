package ai.sympozium.operator.grant.ceiling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CeilingReaderTest {
  private static final PolicyRule RULE =
      new PolicyRuleBuilder().withResources("pods").withVerbs("get").build();

  @Test
  void shouldKeepRulesWhenRoleIsSmall() {
    assertThat(CeilingReader.bounded(List.of(RULE))).containsExactly(RULE);
  }

  @Test
  void shouldIgnoreRoleWhenItIsTooLarge() {
    PolicyRule large =
        new PolicyRuleBuilder(RULE).withResourceNames("x".repeat(128 * 1024)).build();

    assertThat(CeilingReader.bounded(List.of(RULE, large))).isEmpty();
    assertThat(CeilingReader.bounded(Collections.nCopies(1_001, RULE))).isEmpty();
  }

  /** A tenant can write bindings with the label, and each costs a request. */
  @Test
  void shouldReadRolesOfFirstBindingsOnlyWhenThereAreMany() {
    AtomicInteger reads = new AtomicInteger();
    try (var server =
            new ScriptedApiServer(request -> {
              reads.incrementAndGet();
              return new Response(404, "{\"kind\": \"Status\", \"code\": 404}");
            });
        var client = server.client()) {
      List<RoleBinding> bindings =
          IntStream.range(0, CeilingReader.MAX_BINDINGS + 10)
              .mapToObj(i -> binding("b-%03d".formatted(i)))
              .toList();

      new CeilingReader(client, "sympozium-system", Set.of()).resolve(Optional.empty(), bindings);
    }

    assertThat(reads).hasValue(CeilingReader.MAX_BINDINGS);
  }

  private static RoleBinding binding(String name) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("demo")
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
        .addNewSubject(null, "ServiceAccount", OperatorConfig.GRANTER, "sympozium-system")
        .build();
  }
}

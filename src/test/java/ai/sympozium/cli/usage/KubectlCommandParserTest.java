package ai.sympozium.cli.usage;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parses kubectl command lines into requests. */
class KubectlCommandParserTest {
  private static final ResourceAliases RESOURCES = DiscoveredResources.read();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "get pods                              | list pods in demo",
        "get po                                | list pods in demo",
        "get pods -A                           | list pods (cluster-wide)",
        "get pods -n shop                      | list pods in shop",
        "get pods --namespace=shop             | list pods in shop",
        "get pods -o wide -l app=x             | list pods in demo",
        "get pod cart                          | get pods cart in demo",
        "get pod/cart svc/shop                 | get pods cart in demo, get services shop in demo",
        "get deploy,svc                        | list deployments.apps in demo, list services in"
            + " demo",
        "get deployments.apps cart             | get deployments.apps cart in demo",
        "get pods --watch                      | list pods in demo, watch pods in demo",
        "get policy                            | list policies.models.example in demo",
        "get policies.models.example p         | get policies.models.example p in demo",
        "describe pod cart                     | get pods cart in demo, list events in demo",
        "logs cart -c main --tail=5            | get pods cart in demo, get pods/log cart in demo",
        "logs -f cart                          | get pods cart in demo, get pods/log cart in demo",
        "logs deploy/cart                      | get deployments.apps cart in demo, list pods in"
            + " demo, get pods in demo, get pods/log in demo",
        "delete pod a b                        | get pods a in demo, delete pods a in demo, get"
            + " pods b in demo, delete pods b in demo",
        "scale deployment cart --replicas=2    | get deployments.apps cart in demo, patch"
            + " deployments/scale.apps cart in demo",
        "rollout restart deployment cart       | get deployments.apps cart in demo, patch"
            + " deployments.apps cart in demo",
        "rollout status deployment/cart        | get deployments.apps cart in demo, watch"
            + " deployments.apps cart in demo",
        "label pod cart a=b c-                 | get pods cart in demo, patch pods cart in demo",
        "exec cart -- ls                       | get pods cart in demo, create pods/exec cart in"
            + " demo",
        "top nodes                             | list nodes.metrics.k8s.io in demo",
        "apply -f x.yaml                       | nothing",
        "frobnicate pods                       | nothing",
        "get gadgets                           | nothing",
        "get                                   | nothing",
        "-n                                    | nothing"
      })
  void shouldParseCommand(String line, @Nullable String requests) {
    assertThat(
            KubectlCommandParser.requests(List.of(line.strip().split(" +", -1)), RESOURCES, "demo")
                .stream()
                .map(ApiRequest::describe)
                .collect(joining(", ")))
        .isEqualTo(requests == null ? "" : requests);
  }

  @Test
  void shouldResolveAllByCategory() {
    assertThat(KubectlCommandParser.requests(List.of("get", "all"), RESOURCES, "demo"))
        .hasSize(10)
        .contains(new ApiRequest("batch", "cronjobs", "list", "demo", null));
  }
}

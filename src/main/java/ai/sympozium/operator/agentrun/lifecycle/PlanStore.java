package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.plan.AgentInput;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.tls.ConfigMapSigner;
import ai.sympozium.operator.tls.GatewayCertificates;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps plans in immutable ConfigMaps owned by their runs, and sealed: whoever may write ConfigMaps
 * could otherwise plan for others.
 */
@ApplicationScoped
public class PlanStore {
  private final KubernetesClient client;
  private final ObjectMapper json;
  private final GatewayCertificates certificates;
  private final ConfigMapSigner seal;

  PlanStore(
      KubernetesClient client,
      ObjectMapper json,
      GatewayCertificates certificates,
      ConfigMapSigner seal) {
    this.client = client;
    this.json = json;
    this.certificates = certificates;
    this.seal = seal;
  }

  /** The stored plan of a run; a ConfigMap of that name that we did not write is no plan. */
  public Optional<RunPlan> find(AgentRun run) {
    return Optional.ofNullable(
            client
                .configMaps()
                .inNamespace(run.getMetadata().getNamespace())
                .withName(RunObjects.planName(run.getMetadata().getName()))
                .get())
        .flatMap(map -> read(map, run));
  }

  /** The plan in a ConfigMap, if it is the one that was made for this run. */
  public Optional<RunPlan> read(ConfigMap map, AgentRun run) {
    String text = map.getData() == null ? null : map.getData().get(RunObjects.PLAN_KEY);
    if (text == null
        || !RunObjects.isOwnedBy(map, run)
        || !seal.holds(run.getMetadata().getUid(), map.getData())) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(text, RunPlan.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "ConfigMap " + map.getMetadata().getName() + ": key " + RunObjects.PLAN_KEY + " is not a plan",
          e);
    }
  }

  /** Stores a plan; dying right after is harmless, as the stored plan is found and used. */
  Stored store(AgentRun run, Planned planned) {
    RunPlan plan = planned.plan();
    Map<String, String> data = new HashMap<>(planned.texts());
    data.put(RunObjects.PLAN_KEY, text(plan));
    data.put(RunObjects.AGENT_INPUT_KEY, text(AgentInput.of(plan)));
    data.put(RunObjects.GATEWAY_CA_KEY, certificates.authority());
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(RunObjects.planName(plan.run().name()))
            .withNamespace(plan.run().namespace())
            .withLabels(RunObjects.labels(plan))
            .withOwnerReferences(RunObjects.ownerReference(plan))
            .endMetadata()
            .withImmutable(true)
            .withData(seal.on(plan.run().uid(), data))
            .build();
    try {
      client.resource(map).create();
      return new Stored.Kept();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        ConfigMap found = client.resource(map).get();
        if (found == null || RunObjects.isOwnedByPredecessor(found, run)) {
          // The garbage collector is about to free the name, or no name was taken: a quota that
          // changed meanwhile, for one, conflicts too.
          throw e;
        }
        return read(found, run)
            .<Stored>map(Stored.Before::new)
            .orElseGet(() ->
                new Stored.Refused(
                    new Refused(
                        Reason.NAME_CONFLICT,
                        "ConfigMap "
                            + RunObjects.planName(plan.run().name())
                            + " exists already and is not this run's. Nothing was adopted or"
                            + " deleted. Delete it, or give the run another name.")));
      }
      if (e.getCode() == HttpURLConnection.HTTP_ENTITY_TOO_LARGE || e.getCode() == 422) {
        return new Stored.Refused(
            new Refused(
                Reason.PLAN_TOO_LARGE,
                "the plan of this run can't be stored: "
                    + e.getMessage()
                    + " Shorten spec.task or the texts of the attached packs."));
      }
      throw e;
    }
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan is not JSON", e);
    }
  }
}

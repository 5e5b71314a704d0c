package ai.sympozium.operator.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.certificate.GatewayCertificates;
import ai.sympozium.operator.run.Planning.Planned;
import ai.sympozium.operator.run.Planning.Reason;
import ai.sympozium.operator.run.Planning.Refused;
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

/** Keeps plans in immutable ConfigMaps owned by their runs. */
@ApplicationScoped
class PlanStore {
  static final String PLAN_KEY = "plan.json";
  static final String AGENT_KEY = "agent.json";
  static final String GATEWAY_CA_KEY = "gateway-ca.crt";

  private final KubernetesClient client;
  private final ObjectMapper json;
  private final GatewayCertificates certificates;

  PlanStore(KubernetesClient client, ObjectMapper json, GatewayCertificates certificates) {
    this.client = client;
    this.json = json;
    this.certificates = certificates;
  }

  static String name(String run) {
    return run + "-plan";
  }

  /** The stored plan of a run; a ConfigMap of that name that the run does not own is no plan. */
  Optional<Plan> find(AgentRun run) {
    return Optional.ofNullable(
            client
                .configMaps()
                .inNamespace(run.getMetadata().getNamespace())
                .withName(name(run.getMetadata().getName()))
                .get())
        .flatMap(map -> read(map, run));
  }

  /** The plan in a ConfigMap, if the run owns it. */
  Optional<Plan> read(ConfigMap map, AgentRun run) {
    String text = map.getData() == null ? null : map.getData().get(PLAN_KEY);
    if (text == null || !Owned.by(run, map)) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(text, Plan.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "ConfigMap " + map.getMetadata().getName() + ": key " + PLAN_KEY + " is not a plan", e);
    }
  }

  /** Stores a plan; dying right after is harmless, as the stored plan is found and used. */
  Stored store(AgentRun run, Planned planned) {
    Plan plan = planned.plan();
    Map<String, String> data = new HashMap<>(planned.texts());
    data.put(PLAN_KEY, text(plan));
    data.put(AGENT_KEY, text(AgentInput.of(plan)));
    data.put(GATEWAY_CA_KEY, certificates.authority());
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name(plan.run().name()))
            .withNamespace(plan.run().namespace())
            .withLabels(RunPod.labels(plan))
            .withOwnerReferences(RunPod.owner(plan))
            .endMetadata()
            .withImmutable(true)
            .withData(data)
            .build();
    try {
      client.resource(map).create();
      return new Stored.Kept();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return find(run)
            .<Stored>map(Stored.Before::new)
            .orElseGet(() ->
                new Stored.Refused(
                    new Refused(
                        Reason.NameTaken,
                        "ConfigMap "
                            + name(plan.run().name())
                            + " exists already and is not this run's. Nothing was adopted or"
                            + " deleted. Delete it, or give the run another name.")));
      }
      if (e.getCode() == HttpURLConnection.HTTP_ENTITY_TOO_LARGE || e.getCode() == 422) {
        return new Stored.Refused(
            new Refused(
                Reason.PlanTooLarge,
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

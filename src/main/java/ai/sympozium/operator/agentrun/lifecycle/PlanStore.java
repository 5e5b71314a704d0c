package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.AgentInputJson;
import ai.sympozium.operator.agentrun.cache.ConfigMapReader;
import ai.sympozium.operator.agentrun.plan.AgentInputBuilder;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.tls.ConfigMapSigner;
import ai.sympozium.operator.tls.GatewayCertificates;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
 * Stores plans in immutable ConfigMaps that are owned by their runs. Plans are signed: a user who
 * can write ConfigMaps cannot write a plan.
 */
@ApplicationScoped
public class PlanStore {
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final ObjectMapper json;
  private final GatewayCertificates certificates;
  private final ConfigMapSigner signer;
  private final RunTools tools;
  private final ConfigMapReader reader;
  private final RunValues<RunPlan> cache = new RunValues<>();

  PlanStore(
      KubernetesClient client,
      ObjectMapper json,
      GatewayCertificates certificates,
      ConfigMapSigner signer,
      RunTools tools,
      ConfigMapReader reader) {
    this.client = client;
    // The limit for bodies of requests is too low for a plan. A stored plan must stay readable.
    this.json = json.copy();
    this.json.getFactory().setStreamReadConstraints(StreamReadConstraints.defaults());
    this.certificates = certificates;
    this.signer = signer;
    this.tools = tools;
    this.reader = reader;
  }

  /** Result of storing a plan. */
  sealed interface StoreResult {
    record Stored() implements StoreResult {}

    /** The run already has this plan, which takes precedence. */
    record AlreadyPlanned(RunPlan plan) implements StoreResult {}

    record Rejected(Refused reason) implements StoreResult {}
  }

  /** Reads the stored plan of a run live. Empty if the operator did not write the ConfigMap. */
  public Optional<RunPlan> find(AgentRun run) {
    return reader.read(
        run.getMetadata().getNamespace(),
        RunObjects.planName(run.getMetadata().getName()),
        map -> read(map, run));
  }

  /** Returns the plan of a run from memory, else reads it live. */
  Optional<RunPlan> cachedOrFind(AgentRun run) {
    return cached(run).or(() -> find(run));
  }

  /** Returns the plan of a run if this process has stored or read it lately. */
  Optional<RunPlan> cached(AgentRun run) {
    return cache.get(run);
  }

  /** Drops the plan of a run from memory. */
  void forget(AgentRun run) {
    cache.clear(run);
  }

  /** Reads the plan in a ConfigMap. Empty unless the run owns it and the signature is valid. */
  private Optional<RunPlan> read(ConfigMap map, AgentRun run) {
    String text = map.getData() == null ? null : map.getData().get(RunObjects.PLAN_KEY);
    if (text == null
        || !RunObjects.isOwnedBy(map, run)
        || !signer.verify(run.getMetadata().getUid(), map.getData())) {
      return Optional.empty();
    }
    try {
      RunPlan plan = json.readValue(text, RunPlan.class);
      cache.put(run, plan, text.length());
      return Optional.of(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "ConfigMap "
              + map.getMetadata().getName()
              + ": key "
              + RunObjects.PLAN_KEY
              + " is not a plan",
          e);
    }
  }

  /** Stores a plan. Crash-safe: the next reconcile finds the stored plan and continues with it. */
  StoreResult store(AgentRun run, Planned planned) {
    ConfigMap map = configMap(planned);
    try {
      client.resource(map).create();
      cache.put(run, planned.plan(), map.getData().getOrDefault(RunObjects.PLAN_KEY, "").length());
      return new StoreResult.Stored();
    } catch (KubernetesClientException e) {
      if (ApiErrors.canExist(e)) {
        return found(run, map, e);
      }
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_ENTITY_TOO_LARGE, UNPROCESSABLE ->
            new StoreResult.Rejected(
                new Refused(
                    Reason.PLAN_TOO_LARGE,
                    "spec.task: the plan of this run can't be stored: "
                        + e.getMessage()
                        + " Shorten spec.task or the documents of the attached packs."));
        default -> throw e;
      };
    }
  }

  private StoreResult found(AgentRun run, ConfigMap map, KubernetesClientException failure) {
    // Without a result, either the garbage collector is about to free the name, or the failure is
    // not about the name: a quota is full, or changes during the request.
    return reader
        .read(
            run.getMetadata().getNamespace(),
            map.getMetadata().getName(),
            found ->
                RunObjects.isOwnedByPredecessor(found, run)
                    ? Optional.<StoreResult>empty()
                    : Optional.of(storedOrForeign(found, run)))
        .orElseThrow(() -> failure);
  }

  private StoreResult storedOrForeign(ConfigMap found, AgentRun run) {
    return read(found, run)
        .<StoreResult>map(StoreResult.AlreadyPlanned::new)
        .orElseGet(() ->
            new StoreResult.Rejected(
                new Refused(
                    Reason.NAME_CONFLICT,
                    "metadata.name: ConfigMap "
                        + found.getMetadata().getName()
                        + " exists and does not belong to this run. It was neither adopted nor"
                        + " deleted. Delete it or give the run another name.")));
  }

  private ConfigMap configMap(Planned planned) {
    RunPlan plan = planned.plan();
    Map<String, String> data = new HashMap<>(planned.texts());
    data.put(RunObjects.PLAN_KEY, toJson(plan));
    data.put(
        RunObjects.AGENT_INPUT_KEY,
        toJson(AgentInputJson.write(AgentInputBuilder.of(plan, tools.of(plan)))));
    data.put(RunObjects.GATEWAY_CA_KEY, certificates.authority());
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(RunObjects.planName(plan.run().name()))
        .withNamespace(plan.run().namespace())
        .withLabels(RunObjects.labels(plan))
        .withOwnerReferences(RunObjects.ownerReference(plan))
        .endMetadata()
        .withImmutable(true)
        .withData(signer.sign(plan.run().uid(), data))
        .build();
  }

  private String toJson(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan can't be written as JSON", e);
    }
  }
}

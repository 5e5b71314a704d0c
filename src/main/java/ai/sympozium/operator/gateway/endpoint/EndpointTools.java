package ai.sympozium.operator.gateway.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.cache.CachedClusterReader;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.plan.OfferedTools;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import ai.sympozium.operator.gateway.authentication.EndpointPod;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the tools that the endpoint of an instance offers. A list is kept for a few seconds, so
 * that the pods of an endpoint cannot let the operator read packs and check schemas all the time.
 */
@ApplicationScoped
class EndpointTools {
  private static final Duration LIFETIME = Duration.ofSeconds(5);

  /** Characters of all lists together. */
  private static final long MAX_CHARACTERS = 4L * 1024 * 1024;

  /** Rough size of a list without its text. */
  private static final long OVERHEAD = 512;

  private final RunLister cache;
  private final CachedClusterReader cached;
  private final LiveClusterReader live;
  private final ApiServerTurns turns;
  private final InstantSource clock;

  /** Lists by the UID of their instance, the oldest first. */
  private final Map<String, KnownList> lists = new LinkedHashMap<>();

  private long characters;

  /**
   * List that is valid for a time.
   *
   * @param json empty if the list is too large
   */
  private record KnownList(String json, Instant until) {
    long size() {
      return OVERHEAD + json.length();
    }
  }

  EndpointTools(
      RunLister cache,
      CachedClusterReader cached,
      LiveClusterReader live,
      ApiServerTurns turns,
      InstantSource clock) {
    this.cache = cache;
    this.cached = cached;
    this.live = live;
    this.turns = turns;
    this.clock = clock;
  }

  /** Returns the response with the tools of the endpoint's instance, as JSON. */
  String of(EndpointPod endpoint) {
    String json =
        known(endpoint.instanceUID())
            .orElseGet(() -> {
              String current = turns.get(() -> read(endpoint));
              keep(endpoint.instanceUID(), new KnownList(current, clock.instant().plus(LIFETIME)));
              return current;
            });
    if (json.isEmpty()) {
      throw new GatewayException(
          ErrorCode.TOO_LARGE,
          "spec.endpoint.tools: the descriptions and schemas of the tools have more than "
              + EndpointContract.MAX_TOOLS_BYTES
              + " bytes. Offer fewer tools.");
    }
    return json;
  }

  private synchronized Optional<String> known(String instanceUID) {
    return Optional.ofNullable(lists.get(instanceUID))
        .filter(list -> clock.instant().isBefore(list.until()))
        .map(KnownList::json);
  }

  private synchronized void keep(String instanceUID, KnownList list) {
    KnownList replaced = lists.remove(instanceUID);
    characters += list.size() - (replaced == null ? 0 : replaced.size());
    lists.put(instanceUID, list);
    Iterator<KnownList> oldest = lists.values().iterator();
    while (characters > MAX_CHARACTERS) {
      characters -= oldest.next().size();
      oldest.remove();
    }
  }

  private String read(EndpointPod endpoint) {
    ObjectNode answer = JsonTrees.object();
    ArrayNode tools = answer.putArray(EndpointContract.TOOLS);
    instance(endpoint)
        .filter(instance -> endpoint.instanceUID().equals(instance.getMetadata().getUid()))
        .ifPresent(instance ->
            OfferedTools.of(instance, packs()).forEach(tool -> describe(tool, tools.addObject())));
    String json = JsonTrees.write(answer);
    return json.getBytes(UTF_8).length > EndpointContract.MAX_TOOLS_BYTES ? "" : json;
  }

  /** Only the leader has caches. */
  private Optional<SympoziumInstance> instance(EndpointPod endpoint) {
    return cache.isAvailable()
        ? cached.instance(endpoint.namespace(), endpoint.instance())
        : live.instance(endpoint.namespace(), endpoint.instance());
  }

  private SkillPackReader packs() {
    return cache.isAvailable() ? cached : live;
  }

  private static void describe(OfferedTools.OfferedTool tool, ObjectNode json) {
    json.put(EndpointContract.SKILL, tool.skill())
        .put(EndpointContract.NAME, tool.name())
        .put(EndpointContract.DESCRIPTION, tool.description())
        .set(EndpointContract.PARAMETERS, tool.parameters());
  }
}

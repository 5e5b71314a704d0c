package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Resources that an administrator sets for the containers of pods, because a ResourceQuota or a
 * LimitRange of a namespace prescribes them: the chart value {@code containerResources}.
 *
 * @param agent merged over the defaults of the agent's container
 * @param helpers merged over the defaults of the other containers of the operator's image
 * @param skills added to the containers of skills, where neither the pack nor a default has a value
 */
public record ContainerResources(Amounts agent, Amounts helpers, Amounts skills) {
  /** The defaults remain as they are. */
  public static final ContainerResources NONE =
      new ContainerResources(Amounts.NONE, Amounts.NONE, Amounts.NONE);

  /** Requests and limits by the name of the resource. */
  public record Amounts(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    static final Amounts NONE = new Amounts(Map.of(), Map.of());

    /** Merges these amounts over others. */
    public ResourceRequirements over(ResourceRequirements defaults) {
      return new ResourceRequirementsBuilder(defaults)
          .addToRequests(requests)
          .addToLimits(limits)
          .build();
    }

    /** Adds these amounts where others have none. */
    ResourceRequirements under(ResourceRequirements chosen) {
      return new ResourceRequirementsBuilder()
          .addToRequests(requests)
          .addToRequests(chosen.getRequests())
          .addToLimits(limits)
          .addToLimits(chosen.getLimits())
          .build();
    }
  }

  /**
   * Reads the value.
   *
   * @throws IllegalArgumentException if the value is not valid; the message names the chart value
   */
  public static ContainerResources parse(Optional<String> json) {
    if (json.isEmpty()) {
      return NONE;
    }
    try {
      JsonNode value = JsonTrees.readObject(json.get());
      return new ContainerResources(
          amounts(value, "agent"), amounts(value, "helpers"), amounts(value, "skills"));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("chart value containerResources: " + e.getMessage(), e);
    }
  }

  private static Amounts amounts(JsonNode value, String containers) {
    JsonNode amounts = value.path(containers);
    return new Amounts(
        quantities(amounts.path("requests"), containers + ".requests"),
        quantities(amounts.path("limits"), containers + ".limits"));
  }

  private static Map<String, Quantity> quantities(JsonNode amounts, String path) {
    Map<String, Quantity> quantities = new TreeMap<>();
    amounts
        .properties()
        .forEach(amount ->
            quantities.put(
                amount.getKey(), quantity(amount.getValue(), path + "." + amount.getKey())));
    return quantities;
  }

  private static Quantity quantity(JsonNode amount, String path) {
    try {
      Quantity quantity = Quantity.parse(amount.asText());
      quantity.getNumericalAmount();
      return quantity;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          path + ": " + amount + " is not an amount. Use a quantity, for example 500m or 128Mi.",
          e);
    }
  }
}

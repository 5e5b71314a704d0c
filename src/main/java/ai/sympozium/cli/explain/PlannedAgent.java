package ai.sympozium.cli.explain;

import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.SkillTexts;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Model and time limit of a run.
 *
 * @param keySecret Secret with the model's API key
 * @param headersSecret Secret with headers of requests to the model
 * @param caConfigMap ConfigMap with certificate authorities that the agent trusts for the model
 * @param textConfigMaps ConfigMaps whose texts the agent gets
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedAgent(
    String provider,
    String model,
    @Nullable String baseURL,
    @Nullable String keySecret,
    @Nullable String headersSecret,
    @Nullable String caConfigMap,
    long timeoutSeconds,
    List<String> textConfigMaps) {
  public PlannedAgent {
    textConfigMaps = textConfigMaps == null ? List.of() : List.copyOf(textConfigMaps);
  }

  static PlannedAgent of(RunPlan plan) {
    RunPlan.Model model = plan.model();
    return new PlannedAgent(
        model.provider(),
        model.name(),
        model.baseURL(),
        model.keySecret(),
        model.headersSecret(),
        plan.settings().caConfigMap(),
        plan.timeoutSeconds(),
        plan.texts().stream().map(SkillTexts::configMap).toList());
  }

  /** Describes the model, its endpoint and its Secrets. */
  String describeModel() {
    if (provider.equals(PodContract.PROVIDER_NONE)) {
      return "no model";
    }
    return "model "
        + TerminalSanitizer.value(model)
        + (provider.equals(PodContract.PROVIDER_OPENAI)
            ? ""
            : " (" + TerminalSanitizer.value(provider) + ")")
        + (baseURL == null ? "" : " at " + TerminalSanitizer.value(baseURL))
        + (keySecret == null ? "" : " (key from secret " + TerminalSanitizer.value(keySecret) + ")")
        + (headersSecret == null
            ? ""
            : " (headers from secret " + TerminalSanitizer.value(headersSecret) + ")");
  }

  List<String> describeTexts() {
    return textConfigMaps.stream().map(name -> "ConfigMap " + name).toList();
  }
}
